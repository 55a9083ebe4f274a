//! `#[driver_initialize]`: a handler has Rust's own ABI; Windows calls the trampoline.
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

#[driver_initialize]
extern "C" fn c(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

#[driver_initialize]
extern "system" fn system(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
