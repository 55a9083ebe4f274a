//! `#[driver_list_control]`: the attribute takes no arguments.
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

#[driver_list_control(fast)]
fn a_word(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {}

#[driver_list_control(irql = 2)]
fn a_value(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {}

fn main() {}
