//! A virtual miniport has no device to reset.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem]
fn recover(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    cx.hardware_reset().ok();
}

fn main() {}
