//! `#[driver_startio]`: each parameter has the type that the role gives it.
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
fn exclusive_extension(device: &mut Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {}

#[driver_startio]
fn extension_by_value(device: Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {}

#[driver_startio]
fn context_by_value(device: &Device, cx: StartIo<'_, Device>, irp: Irp<Device>) {}

#[driver_startio]
fn shared_context(device: &Device, cx: &StartIo<'_, Device>, irp: Irp<Device>) {}

#[driver_startio]
fn other_context(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Irp<Device>) {}

#[driver_startio]
fn context_of_a_miniport(
    device: &Device,
    cx: &mut miniport::BuildIo<'_, Device>,
    irp: Irp<Device>,
) {
}

#[driver_startio]
fn swapped(cx: &mut StartIo<'_, Device>, device: &Device, irp: Irp<Device>) {}

#[driver_startio]
fn borrowed_irp(device: &Device, cx: &mut StartIo<'_, Device>, irp: &mut Irp<Device>) {}

#[driver_startio]
fn irp_by_pointer(device: &Device, cx: &mut StartIo<'_, Device>, irp: *mut miniport::ffi::IRP) {}

fn main() {}
