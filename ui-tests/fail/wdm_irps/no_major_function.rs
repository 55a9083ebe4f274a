//! The type of an IRP names its major function.
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

#[driver_dispatch]
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch]
fn write(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Write>) -> NtStatus {
    NtStatus::SUCCESS
}

#[driver_add_device]
fn add_device(driver: PDRIVER_OBJECT, device: PDEVICE_OBJECT) -> NTSTATUS {
    0
}

fn main() {}
