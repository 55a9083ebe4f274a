//! `#[kdeferred]`: a handler has Rust's own ABI; Windows calls the trampoline.
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

#[kdeferred]
extern "C" fn c(device: &Device, cx: &mut Deferred<'_, Device>) {}

#[kdeferred]
extern "system" fn system(device: &Device, cx: &mut Deferred<'_, Device>) {}

fn main() {}
