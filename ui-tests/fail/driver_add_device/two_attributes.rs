//! `#[driver_add_device]`: a function has one role.
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
#[kdeferred]
fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

#[driver_add_device]
#[miniport::driver_add_device]
fn twice(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

fn main() {}
