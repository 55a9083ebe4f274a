//! `#[driver_list_control]`: a function has one role.
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
#[kdeferred]
fn begin(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {}

#[driver_list_control]
#[miniport::driver_list_control]
fn twice(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {}

fn main() {}
