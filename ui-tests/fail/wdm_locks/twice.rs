//! A spin lock that is held is not acquired again.
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
fn drain(device: &Device, cx: &mut Deferred<'_, Device>) {
    device
        .second
        .lock(cx, |_, cx| device.second.lock(cx, |_, _| ()));
}

#[driver_cancel]
fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {
    device.first.lock(cx, |_, _| ());
}

#[ksynchronize]
fn synchronized(device: &Device, cx: &mut Synchronize<'_, Device>) -> bool {
    device.last.lock(cx, |_, _| true)
}

fn main() {}
