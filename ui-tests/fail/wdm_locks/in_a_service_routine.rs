//! A service routine holds the interrupt lock, and acquires none.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    first: Locked<CancelLock, u32>,
    second: Locked<DeviceLock, u32>,
    last: Locked<InterruptLock, u32>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kservice]
fn cancel_lock(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    device.first.lock(cx, |_, _| true)
}

#[kservice]
fn device_lock(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    device.second.lock(cx, |_, _| true)
}

#[kservice]
fn interrupt_lock(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    device.last.lock(cx, |_, _| true)
}

fn main() {}
