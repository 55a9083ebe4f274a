//! The IRP of the C routine: the runtime completes it.
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
fn cancel(_: &Device, cx: &mut Cancel<'_, Device>, irp: Irp<Device>) {
    irp.complete(cx, NtStatus::CANCELLED, 0);
}

fn main() {}
