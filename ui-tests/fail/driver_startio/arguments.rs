//! `#[driver_startio]`: the attribute takes no arguments.
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

#[driver_startio(fast)]
fn a_word(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {}

#[driver_startio(irql = 2)]
fn a_value(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {}

fn main() {}
