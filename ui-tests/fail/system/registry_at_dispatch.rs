//! The registry is read at PASSIVE_LEVEL; HW_STARTIO runs at DISPATCH_LEVEL.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let registry = cx.registry_buffer(64);
    Err(srb)
}

fn main() {}
