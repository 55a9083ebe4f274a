//! Under a lock the outer context is lent: what it allows is not allowed there.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    first: Locked<CancelLock, u32>,
    second: Locked<DeviceLock, u32>,
    last: Locked<InterruptLock, u32>,
    finish: DpcForIsr<finish>,
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
        .second
        .lock(cx, |_, _| irp.complete(cx, NtStatus::SUCCESS, 0));
}

fn main() {}
