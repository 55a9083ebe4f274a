//! `#[driver_cancel]`: a handler has Rust's own ABI; Windows calls the trampoline.
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

#[driver_cancel]
extern "C" fn c(device: &Device, cx: &mut Cancel<'_, Device>) {}

#[driver_cancel]
extern "system" fn system(device: &Device, cx: &mut Cancel<'_, Device>) {}

fn main() {}
