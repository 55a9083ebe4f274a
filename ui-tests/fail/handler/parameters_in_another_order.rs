//! The context has its place.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_startio]
fn start_io(
    _: &Adapter,
    srb: Srb<Adapter>,
    cx: &mut StartIo<'_, Adapter>,
) -> Result<(), Srb<Adapter>> {
    Err(srb)
}

#[virtual_hw_find_adapter]
fn find(
    _: &Adapter,
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Err(FindAdapterError::NotFound)
}

fn main() {}
