//! No IRP is completed while a spin lock is held (SDV: SpinLockSafe).
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    finish: DpcForIsr<finish>,
    count: Locked<DeviceLock, u32>,
    current: Locked<InterruptLock, Option<Irp<Device>>>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_dpc]
fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {
    let Some(irp) = irp else { return };
    device
        .count
        .lock(cx, |_, cx| irp.complete(cx, NtStatus::SUCCESS, 0));
}

#[kdeferred]
fn interrupt_lock(device: &Device, cx: &mut Deferred<'_, Device>) {
    device.current.lock(cx, |current, cx| {
        if let Some(irp) = current.take() {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
    });
}

#[driver_dispatch]
fn cancel_lock(
    _: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    cx.with_lock::<CancelLock, _>(|cx| irp.complete(cx, NtStatus::SUCCESS, 0))
}

fn main() {}
