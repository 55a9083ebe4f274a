//! `#[kservice]`: what the handler answers.
#![allow(unused)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kservice]
fn nothing(device: &Device, cx: &mut Service<'_, Device>) {}

#[kservice]
fn a_number(device: &Device, cx: &mut Service<'_, Device>) -> i32 {
    loop {}
}

#[kservice]
fn a_status(device: &Device, cx: &mut Service<'_, Device>) -> miniport::ffi::NTSTATUS {
    loop {}
}

#[kservice]
fn a_result(device: &Device, cx: &mut Service<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
