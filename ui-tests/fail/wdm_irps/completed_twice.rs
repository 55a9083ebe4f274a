//! An IRP is completed once: it is consumed (SDV: DoubleCompletion).
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    queue: SystemQueue<start_io>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_dispatch]
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0);
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_startio]
fn start_io(_: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

fn main() {}
