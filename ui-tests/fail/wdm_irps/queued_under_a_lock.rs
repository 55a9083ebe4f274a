//! No IRP is put into a queue, or taken out, while a spin lock is held.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    count: Locked<DeviceLock, u32>,
    queue: SystemQueue<start_io>,
    waiting: IrpQueue<Waiting>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_startio]
fn start_io(_: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

#[driver_dispatch]
fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    device
        .count
        .lock(cx, |_, cx| device.queue.start(cx, irp, None))
}

#[driver_dispatch]
fn write(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Write>,
) -> Dispatched {
    device.count.lock(cx, |_, cx| device.waiting.put(cx, irp))
}

#[io_workitem]
fn work(device: &Device, cx: &mut Passive<'_, Device>) {
    let irp = device.count.lock(cx, |_, cx| device.waiting.take(cx));
}

enum Waiting {}

fn main() {}
