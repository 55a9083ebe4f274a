//! The type of the IRP names the major function.
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

#[driver_dispatch]
fn owned(_: &Device, _: &mut Dispatch<'_, Device>, _: Irp<Device>) -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn pointer(_: &Device, _: &mut Dispatch<'_, Device>, _: *mut miniport::ffi::IRP) -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn no_major(_: &Device, _: &mut Dispatch<'_, Device>, _: Incoming<Device, Device>) -> Dispatched {
    loop {}
}

fn main() {}
