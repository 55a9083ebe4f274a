//! The answer is the callback's.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[virtual_hw_find_adapter]
fn find(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Adapter, FindAdapterError> {
    Ok(Adapter)
}

#[hw_startio]
fn start_io(_: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) -> Result<(), ()> {
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

fn main() {}
