//! `#[hw_find_adapter]`: a role has a fixed number of parameters.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_find_adapter]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
    _: ...
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

fn main() {}
