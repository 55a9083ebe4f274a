//! What a device lacks is said once, and not of each of its handlers.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device;

#[kservice]
fn service(_: &Device, _: &mut Service<'_, Device>) -> bool {
    true
}

#[kdeferred]
fn finish(_: &Device, _: &mut Deferred<'_, Device>) {}

#[driver_dispatch]
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

fn main() {}
