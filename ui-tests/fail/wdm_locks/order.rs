//! The cancel spin lock, the device's lock, the interrupt spin lock.
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

#[kdeferred]
fn device_under_interrupt(device: &Device, cx: &mut Deferred<'_, Device>) {
    device
        .last
        .lock(cx, |_, cx| device.second.lock(cx, |_, _| ()));
}

#[kdeferred]
fn cancel_under_device(device: &Device, cx: &mut Deferred<'_, Device>) {
    device
        .second
        .lock(cx, |_, cx| device.first.lock(cx, |_, _| ()));
}

#[kdeferred]
fn cancel_under_interrupt(device: &Device, cx: &mut Deferred<'_, Device>) {
    device
        .last
        .lock(cx, |_, cx| device.first.lock(cx, |_, _| ()));
}

fn main() {}
