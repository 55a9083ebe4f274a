//! `IoStartTimer` and `IoStopTimer` are for DISPATCH_LEVEL and below.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    timer: IoTimer<tick>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_timer]
fn tick(_: &Device, _: &mut TimerTick<'_, Device>) {}

#[kservice]
fn start(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    device.timer.start(cx);
    true
}

#[kservice]
fn stop(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    device.timer.stop(cx);
    true
}

fn main() {}
