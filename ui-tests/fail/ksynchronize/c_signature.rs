//! `#[ksynchronize]`: the prototype of wdm.h is that of the trampoline.
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

#[ksynchronize]
unsafe extern "system" fn synchronized(context: ffi::PVOID) -> ffi::BOOLEAN {
    loop {}
}

fn main() {}
