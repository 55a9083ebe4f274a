//! `IoStartTimer` in `PnpDevice::start`, before the device has started.
#![allow(unused)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    timer: IoTimer<tick>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        self.timer.start(cx);
        Ok(())
    }
}

#[io_timer]
fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {}

fn main() {}
