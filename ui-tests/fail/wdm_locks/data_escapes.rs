//! Data does not leave the closure of its lock.
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
    let count: &mut u32 = device.second.lock(cx, |count, _| count);
}

fn main() {}
