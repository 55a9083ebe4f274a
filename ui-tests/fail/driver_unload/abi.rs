//! `#[driver_unload]`: a handler has Rust's own ABI; Windows calls the trampoline.
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

#[driver_unload]
extern "C" fn c(cx: &mut Unload<'_, Device>) {}

#[driver_unload]
extern "system" fn system(cx: &mut Unload<'_, Device>) {}

fn main() {}
