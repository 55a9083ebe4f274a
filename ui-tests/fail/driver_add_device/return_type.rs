//! `#[driver_add_device]`: what the handler answers.
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

#[driver_add_device]
fn nothing(cx: &mut AddDevice<'_, Device>) {}

#[driver_add_device]
fn a_number(cx: &mut AddDevice<'_, Device>) -> i32 {
    loop {}
}

#[driver_add_device]
fn a_status(cx: &mut AddDevice<'_, Device>) -> miniport::ffi::NTSTATUS {
    loop {}
}

#[driver_add_device]
fn a_bool(cx: &mut AddDevice<'_, Device>) -> bool {
    loop {}
}

fn main() {}
