//! A physical miniport has HW_FIND_ADAPTER (StorPortVirtualDevice).
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Err(FindAdapterError::NotFound)
}

fn driver() {
    let _ = Driver::<Adapter>::new().virtual_hw_find_adapter::<find_adapter>();
}

fn main() {}
