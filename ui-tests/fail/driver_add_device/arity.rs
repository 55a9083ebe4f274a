//! `#[driver_add_device]`: the parameters of the role, no more and no fewer.
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
fn none() -> Result<Device, NtStatus> {
    loop {}
}

#[driver_add_device]
fn too_many(cx: &mut AddDevice<'_, Device>, first: u32) -> Result<Device, NtStatus> {
    loop {}
}

fn main() {}
