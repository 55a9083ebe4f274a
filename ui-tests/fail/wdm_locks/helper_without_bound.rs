//! A helper that is generic over its scope says what it acquires.
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

fn count<S: Scope>(device: &Device, cx: &mut Context<'_, Device, S>) {
    device.second.lock(cx, |count, _| *count += 1);
}

fn main() {}
