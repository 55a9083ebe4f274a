//! What a callback lends is kept longer than the callback, or used beside itself.
#![forbid(unsafe_code)]

use std::sync::Mutex;

use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    data: Locked<InterruptLock, u32>,
    more: Locked<DeviceLock, u32>,
    queue: IrpQueue<Waiting>,
}
enum Waiting {}

#[derive(ExtensionPart)]
struct Hardware {
    data: Locked<InterruptLock, u32>,
}

static KEPT: Mutex<Option<&'static Hardware>> = Mutex::new(None);

impl PnpDevice for Device {
    type Hardware = Hardware;
    fn start(
        &self,
        cx: &mut Start<'_, Self>,
        _: &Resources<'_>,
    ) -> Result<Hardware, NtStatus> {
        // There is none yet, and no interrupt.
        cx.hardware();
        self.data.lock(cx, |data, _| *data += 1);
        Ok(Hardware {
            data: Locked::new(0),
        })
    }
    fn stop(&self, cx: &mut Stop<'_, Self>) {
        *KEPT.lock().unwrap() = Some(cx.hardware());
        // Nothing new.
        self.queue.take(cx).map(|irp| irp.complete(cx, NtStatus::SUCCESS, 0));
    }
    fn cleanup(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
        cx.hardware();
        self.data.lock(cx, |data, _| *data += 1);
    }
    fn query_stop(&self, cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        self.queue.take(cx);
        Ok(())
    }
}

#[kservice]
fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    // Twice at a time.
    let first = device.data.get(cx);
    let second = device.data.get(cx);
    core::mem::swap(first, second);
    // Not at DIRQL.
    device.more.lock(cx, |more, _| *more += 1);
    device.queue.take(cx);
    true
}

#[driver_dispatch]
fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    // The buffer of an IRP that is completed.
    let output = irp.output();
    let answer = irp.complete(cx, NtStatus::SUCCESS, 0);
    output.write_at(0, &[1]).ok();
    answer
}

#[driver_dispatch]
fn write(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Write>) -> Dispatched {
    // What is only read is not written, nor the other way round.
    irp.input().write_at(0, &[1]).ok();
    irp.output().read_at(0, &mut [1]).ok();
    let (irp, pending) = irp.pend();
    // Completed under a lock.
    device.more.lock(cx, |_, cx| irp.complete(cx, NtStatus::SUCCESS, 0));
    pending
}

#[driver_dispatch_paged]
fn control(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, DeviceControl>,
) -> Dispatched {
    let (irp, pending) = irp.pend();
    // Completed twice, and put into a queue afterwards.
    irp.complete(cx, NtStatus::SUCCESS, 0);
    irp.complete(cx, NtStatus::SUCCESS, 0);
    device.queue.put_back(cx, irp);
    pending
}

fn main() {}
