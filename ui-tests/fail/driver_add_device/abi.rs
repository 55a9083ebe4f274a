//! `#[driver_add_device]`: a handler has Rust's own ABI; Windows calls the trampoline.
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

#[driver_add_device]
extern "C" fn c(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

#[driver_add_device]
extern "system" fn system(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

fn main() {}
