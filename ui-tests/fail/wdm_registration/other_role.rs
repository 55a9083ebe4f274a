//! Each routine is a function with the attribute of its role.
#![allow(unused, non_camel_case_types)]
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

#[driver_add_device]
fn add_device(_: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    Ok(Device)
}
#[driver_dispatch]
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}
#[driver_dispatch_paged]
fn create(
    _: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

fn no_attribute(
    _: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

fn registered() {
    WdmDriver::<Device>::new().driver_add_device::<read>();
    WdmDriver::<Device>::new().dispatch_read::<create>();
    WdmDriver::<Device>::new().dispatch_write::<no_attribute>();
}

fn main() {}
