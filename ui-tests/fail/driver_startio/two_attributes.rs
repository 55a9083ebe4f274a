//! `#[driver_startio]`: a function has one role.
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
#[kdeferred]
fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {}

#[driver_startio]
#[miniport::driver_startio]
fn twice(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {}

fn main() {}
