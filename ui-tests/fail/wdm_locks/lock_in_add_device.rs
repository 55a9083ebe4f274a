//! In `#[driver_add_device]` nobody else has the data: it is reached without a lock.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    count: Locked<DeviceLock, u32>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    let count: Locked<DeviceLock, u32> = Locked::new(0);
    count.lock(cx, |count, _| *count = 1);
    Ok(Device { count })
}

fn main() {}
