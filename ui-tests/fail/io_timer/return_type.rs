//! `#[io_timer]`: what the handler answers.
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
fn a_bool(device: &Device, cx: &mut TimerTick<'_, Device>) -> bool {
    loop {}
}

#[io_timer]
fn a_status(device: &Device, cx: &mut TimerTick<'_, Device>) -> NtStatus {
    loop {}
}

#[io_timer]
fn a_result(device: &Device, cx: &mut TimerTick<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
