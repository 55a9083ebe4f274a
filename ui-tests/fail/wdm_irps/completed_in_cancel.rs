//! `DRIVER_CANCEL` holds the cancel spin lock; the runtime completes the cancelled IRP.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    current: Locked<DeviceLock, Option<Irp<Device>>>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_cancel]
fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {
    if let Some(irp) = device.current.lock(cx, |current, _| current.take()) {
        irp.complete(cx, NtStatus::CANCELLED, 0);
    }
}

fn main() {}
