//! `#[virtual_hw_find_adapter]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[virtual_hw_find_adapter]
fn none() -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

#[virtual_hw_find_adapter]
fn too_few(cx: &mut FindAdapter<'_, Adapter>) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

#[virtual_hw_find_adapter]
fn too_many(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
    extra: u32,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

fn main() {}
