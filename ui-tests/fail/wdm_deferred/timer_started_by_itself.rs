//! `IoStartTimer` is not called in a timer routine, which may run under the lock that it wants.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    timer: IoTimer<tick>,
    count: Locked<CancelLock, u32>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_timer]
fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
    device.timer.start(cx);
    device.count.lock(cx, |_, cx| device.timer.start(cx));
}

fn main() {}
