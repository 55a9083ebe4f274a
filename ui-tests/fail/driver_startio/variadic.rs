//! `#[driver_startio]`: a role has a fixed number of parameters.
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
fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>, _: ...) {}

fn main() {}
