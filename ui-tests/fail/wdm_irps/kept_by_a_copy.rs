//! An IRP has one owner.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    queue: SystemQueue<start_io>,
    current: Locked<DeviceLock, Option<Irp<Device>>>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_startio]
fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    let copy = irp.clone();
    device.current.lock(cx, |current, _| *current = Some(irp));
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

fn main() {}
