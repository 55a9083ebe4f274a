//! `#[driver_dispatch_paged]`: what the handler answers.
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

#[driver_dispatch_paged]
fn nothing(device: &Device, cx: &mut DispatchPaged<'_, Device>, irp: Incoming<Device, Create>) {}

#[driver_dispatch_paged]
fn a_number(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> i32 {
    loop {}
}

#[driver_dispatch_paged]
fn a_status(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> miniport::ffi::NTSTATUS {
    loop {}
}

#[driver_dispatch_paged]
fn a_bool(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> bool {
    loop {}
}

#[driver_dispatch_paged]
fn a_result(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
