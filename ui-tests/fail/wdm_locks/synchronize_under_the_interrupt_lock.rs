//! `KeSynchronizeExecution` acquires the interrupt lock.
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

#[ksynchronize]
fn synchronized(_: &Device, _: &mut Synchronize<'_, Device>) -> bool {
    true
}

#[kservice]
fn service(_: &Device, cx: &mut Service<'_, Device>) -> bool {
    cx.synchronize::<synchronized>(())
}

#[kdeferred]
fn drain(device: &Device, cx: &mut Deferred<'_, Device>) {
    device
        .last
        .lock(cx, |_, cx| cx.synchronize::<synchronized>(()));
}

fn main() {}
