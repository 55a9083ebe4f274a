//! `#[driver_unload]`: what the handler answers.
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

#[driver_unload]
fn a_bool(cx: &mut Unload<'_, Device>) -> bool {
    loop {}
}

#[driver_unload]
fn a_status(cx: &mut Unload<'_, Device>) -> NtStatus {
    loop {}
}

#[driver_unload]
fn a_result(cx: &mut Unload<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
