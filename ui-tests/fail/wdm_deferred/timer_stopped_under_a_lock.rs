//! The timer is stopped outside of closures: a timer routine has those too.
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

#[kdeferred]
fn drain(device: &Device, cx: &mut Deferred<'_, Device>) {
    device.count.lock(cx, |_, cx| device.timer.stop(cx));
}

#[io_timer]
fn tick(_: &Device, _: &mut TimerTick<'_, Device>) {}

fn main() {}
