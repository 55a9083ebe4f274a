//! `#[io_timer]`: a handler has Rust's own ABI; Windows calls the trampoline.
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

#[io_timer]
extern "C" fn c(device: &Device, cx: &mut TimerTick<'_, Device>) {}

#[io_timer]
extern "system" fn system(device: &Device, cx: &mut TimerTick<'_, Device>) {}

fn main() {}
