//! HW_STARTIO does not wait (SDV rule StorPortStartIo).
#![allow(unused, non_camel_case_types)]
use core::time::Duration;
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    cx.delay(Duration::from_micros(5)).ok();
    Err(srb)
}

fn main() {}
