//! HW_STARTIO does not stall (StorPortStartIo, SpNoWait).
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
    cx.stall(Microseconds::MAX);
    Err(srb)
}

fn main() {}
