//! `#[driver_add_device]`: the prototype of wdm.h is that of the trampoline.
#![allow(unused)]
use miniport::ffi;
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
unsafe extern "system" fn add_device(
    driver: *mut ffi::DRIVER_OBJECT,
    physical: *mut ffi::DEVICE_OBJECT,
) -> ffi::NTSTATUS {
    loop {}
}

fn main() {}
