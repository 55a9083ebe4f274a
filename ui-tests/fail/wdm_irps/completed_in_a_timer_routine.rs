//! A timer routine may run under the I/O manager's lock of all timers: what is completed, queued or handed on there may come back to a timer.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    timer: IoTimer<tick>,
    late: Locked<DeviceLock, Option<Irp<Device>>>,
    waiting: IrpQueue<Waiting>,
}
enum Waiting {}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_timer]
fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
    if let Some(irp) = device.late.lock(cx, |late, _| late.take()) {
        irp.complete(cx, NtStatus::IO_TIMEOUT, 0);
    }
    if let Some(irp) = device.late.lock(cx, |late, _| late.take()) {
        device.waiting.put_back(cx, irp);
    }
}

fn main() {}
