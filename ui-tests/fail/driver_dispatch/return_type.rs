//! `#[driver_dispatch]`: what the handler answers.
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
fn nothing(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) {}

#[driver_dispatch]
fn a_number(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> i32 {
    loop {}
}

#[driver_dispatch]
fn a_status(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> miniport::ffi::NTSTATUS {
    loop {}
}

#[driver_dispatch]
fn a_bool(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> bool {
    loop {}
}

#[driver_dispatch]
fn a_result(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
