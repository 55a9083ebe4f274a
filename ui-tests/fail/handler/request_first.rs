//! What stands in the extension's place is not taken for one.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_startio]
fn start_io(
    srb: Srb<Adapter>,
    _: &Adapter,
    _: &mut StartIo<'_, Adapter>,
) -> Result<(), Srb<Adapter>> {
    Err(srb)
}

#[hw_reset_bus]
fn reset_bus(path_id: u32) -> bool {
    true
}

fn main() {}
