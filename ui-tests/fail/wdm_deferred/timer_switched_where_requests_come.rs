//! A driver above may send a request in a timer routine of its own: then what gets it, and what it starts, run beneath that routine.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    timer: IoTimer<tick>,
    queue: SystemQueue<start_io>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_dispatch]
fn read(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    device.timer.start(cx);
    device.queue.start(cx, irp, None)
}

#[driver_startio]
fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    device.timer.stop(cx);
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

#[io_timer]
fn tick(_: &Device, _: &mut TimerTick<'_, Device>) {}

fn main() {}
