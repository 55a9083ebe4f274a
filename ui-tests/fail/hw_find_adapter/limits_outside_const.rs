//! The limits are checked by the compiler (StorPortFindAdapter).
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(Adapter, Limits::new(0, 0)))
}

fn main() {}
