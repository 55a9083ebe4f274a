//! `#[driver_list_control]`: what the handler answers.
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
fn a_bool(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) -> bool {
    loop {}
}

#[driver_list_control]
fn a_status(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) -> NtStatus {
    loop {}
}

#[driver_list_control]
fn a_result(
    device: &Device,
    cx: &mut ListControl<'_, Device>,
    irp: MappedIrp<Device>,
) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
