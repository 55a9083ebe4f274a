//! `#[driver_cancel]`: the parameters of the role, no more and no fewer.
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

#[driver_cancel]
fn none() {}

#[driver_cancel]
fn too_few(device: &Device) {}

#[driver_cancel]
fn too_many(device: &Device, cx: &mut Cancel<'_, Device>, first: u32) {}

fn main() {}
