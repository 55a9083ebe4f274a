//! `#[driver_add_device]`: the attribute takes no arguments.
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

#[driver_add_device(fast)]
fn a_word(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

#[driver_add_device(irql = 2)]
fn a_value(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

fn main() {}
