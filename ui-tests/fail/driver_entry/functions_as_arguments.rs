//! A callback is registered as a type, not as a value.
#![forbid(unsafe_code)]
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Err(FindAdapterError::NotFound)
}

#[hw_initialize]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter(find_adapter)
        .hw_initialize(initialize)
}

fn main() {}
