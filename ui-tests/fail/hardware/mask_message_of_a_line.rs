//! An adapter that interrupts by its line has no messages to mask.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = line)]
struct Adapter;

#[hw_dpc]
fn dpc(_: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let _ = cx.mask_message(0, true);
}

fn main() {}
