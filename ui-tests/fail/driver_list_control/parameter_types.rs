//! `#[driver_list_control]`: each parameter has the type that the role gives it.
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

#[driver_list_control]
fn exclusive_extension(
    device: &mut Device,
    cx: &mut ListControl<'_, Device>,
    irp: MappedIrp<Device>,
) {
}

#[driver_list_control]
fn extension_by_value(device: Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {}

#[driver_list_control]
fn context_by_value(device: &Device, cx: ListControl<'_, Device>, irp: MappedIrp<Device>) {}

#[driver_list_control]
fn shared_context(device: &Device, cx: &ListControl<'_, Device>, irp: MappedIrp<Device>) {}

#[driver_list_control]
fn other_context(device: &Device, cx: &mut Dispatch<'_, Device>, irp: MappedIrp<Device>) {}

#[driver_list_control]
fn context_of_a_miniport(
    device: &Device,
    cx: &mut miniport::BuildIo<'_, Device>,
    irp: MappedIrp<Device>,
) {
}

#[driver_list_control]
fn swapped(cx: &mut ListControl<'_, Device>, device: &Device, irp: MappedIrp<Device>) {}

#[driver_list_control]
fn borrowed_irp(device: &Device, cx: &mut ListControl<'_, Device>, irp: &mut MappedIrp<Device>) {}

#[driver_list_control]
fn irp_by_pointer(device: &Device, cx: &mut ListControl<'_, Device>, irp: *mut miniport::ffi::IRP) {
}

fn main() {}
