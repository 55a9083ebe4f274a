//! HW_STARTIO neither waits nor allocates (StorPortStartIo, SpNoWait).
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    match cx.allocate(0_u32) {
        Ok(_) => Ok(()),
        Err(_) => Err(srb),
    }
}

fn main() {}
