//! A timer is started outside of locks, which its routine may acquire under the I/O manager's lock of all timers.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    timer: IoTimer<tick>,
    count: Locked<DeviceLock, u32>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_workitem]
fn work(device: &Device, cx: &mut Passive<'_, Device>) {
    device.count.lock(cx, |_, cx| device.timer.start(cx));
}

#[driver_cancel]
fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {
    device.timer.start(cx);
}

#[io_timer]
fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
    device.count.lock(cx, |count, _| *count += 1);
}

fn main() {}
