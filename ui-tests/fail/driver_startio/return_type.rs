//! `#[driver_startio]`: what the handler answers.
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
fn a_bool(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) -> bool {
    loop {}
}

#[driver_startio]
fn a_status(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) -> NtStatus {
    loop {}
}

#[driver_startio]
fn a_result(
    device: &Device,
    cx: &mut StartIo<'_, Device>,
    irp: Irp<Device>,
) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
