//! `#[driver_unload]`: the prototype of wdm.h is that of the trampoline.
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

#[driver_unload]
unsafe extern "system" fn unload(driver: *mut ffi::DRIVER_OBJECT) {}

fn main() {}
