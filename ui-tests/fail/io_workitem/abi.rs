//! `#[io_workitem]`: a handler has Rust's own ABI; Windows calls the trampoline.
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

#[io_workitem]
extern "C" fn c(device: &Device, cx: &mut Passive<'_, Device>) {}

#[io_workitem]
extern "system" fn system(device: &Device, cx: &mut Passive<'_, Device>) {}

fn main() {}
