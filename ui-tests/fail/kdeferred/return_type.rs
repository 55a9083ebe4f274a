//! `#[kdeferred]`: what the handler answers.
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

#[kdeferred]
fn a_bool(device: &Device, cx: &mut Deferred<'_, Device>) -> bool {
    loop {}
}

#[kdeferred]
fn a_status(device: &Device, cx: &mut Deferred<'_, Device>) -> NtStatus {
    loop {}
}

#[kdeferred]
fn a_result(device: &Device, cx: &mut Deferred<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
