//! `#[driver_initialize]`: what the handler answers.
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

#[driver_initialize]
fn nothing(cx: &mut Initialize<'_, Device>) {}

#[driver_initialize]
fn a_number(cx: &mut Initialize<'_, Device>) -> i32 {
    loop {}
}

#[driver_initialize]
fn a_status(cx: &mut Initialize<'_, Device>) -> miniport::ffi::NTSTATUS {
    loop {}
}

#[driver_initialize]
fn a_bool(cx: &mut Initialize<'_, Device>) -> bool {
    loop {}
}

fn main() {}
