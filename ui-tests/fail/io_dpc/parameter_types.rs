//! `#[io_dpc]`: each parameter has the type that the role gives it.
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

#[io_dpc]
fn exclusive_extension(
    device: &mut Device,
    cx: &mut DeferredIo<'_, Device>,
    irp: Option<Irp<Device>>,
) {
}

#[io_dpc]
fn extension_by_value(device: Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {}

#[io_dpc]
fn context_by_value(device: &Device, cx: DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {}

#[io_dpc]
fn shared_context(device: &Device, cx: &DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {}

#[io_dpc]
fn other_context(device: &Device, cx: &mut Deferred<'_, Device>, irp: Option<Irp<Device>>) {}

#[io_dpc]
fn context_of_a_miniport(
    device: &Device,
    cx: &mut miniport::BuildIo<'_, Device>,
    irp: Option<Irp<Device>>,
) {
}

#[io_dpc]
fn swapped(cx: &mut DeferredIo<'_, Device>, device: &Device, irp: Option<Irp<Device>>) {}

#[io_dpc]
fn borrowed_irp(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: &mut Irp<Device>) {}

#[io_dpc]
fn irp_by_pointer(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: *mut miniport::ffi::IRP) {}

#[io_dpc]
fn borrowed_argument(
    device: &Device,
    cx: &mut DeferredIo<'_, Device>,
    irp: Option<Irp<Device>>,
    argument: &u32,
) {
}

fn main() {}
