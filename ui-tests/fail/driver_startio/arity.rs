//! `#[driver_startio]`: the parameters of the role, no more and no fewer.
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

#[driver_startio]
fn none() {}

#[driver_startio]
fn too_few(device: &Device) {}

#[driver_startio]
fn too_many(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>, first: u32) {}

fn main() {}
