//! `#[driver_list_control]`: the parameters of the role, no more and no fewer.
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

#[driver_list_control]
fn none() {}

#[driver_list_control]
fn too_few(device: &Device) {}

#[driver_list_control]
fn too_many(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>, first: u32) {
}

fn main() {}
