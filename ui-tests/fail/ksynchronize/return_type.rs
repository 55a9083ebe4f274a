//! `#[ksynchronize]`: what the handler answers.
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

#[ksynchronize]
fn nothing(device: &Device, cx: &mut Synchronize<'_, Device>) {}

#[ksynchronize]
fn a_number(device: &Device, cx: &mut Synchronize<'_, Device>) -> i32 {
    loop {}
}

#[ksynchronize]
fn a_status(device: &Device, cx: &mut Synchronize<'_, Device>) -> miniport::ffi::NTSTATUS {
    loop {}
}

#[ksynchronize]
fn a_result(device: &Device, cx: &mut Synchronize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
