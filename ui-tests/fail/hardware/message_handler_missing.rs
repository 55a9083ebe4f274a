//! An extension that interrupts by messages names the handler in find-adapter.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(interrupts = message)]
struct Adapter;

#[hw_find_adapter]
fn find(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(Adapter, const { Limits::new(4096, 2) }))
}

fn main() {}
