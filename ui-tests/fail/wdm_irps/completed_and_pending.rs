//! What was completed is not pending, and what is pending is not completed by its dispatch routine (SDV: PendedCompletedRequest).
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    waiting: IrpQueue<Waiting>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_dispatch]
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    let _ = irp.complete(cx, NtStatus::SUCCESS, 0);
    let (_irp, pending) = irp.pend();
    pending
}

#[driver_dispatch]
fn write(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Write>,
) -> Dispatched {
    let _ = device.waiting.put(cx, irp);
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

enum Waiting {}

fn main() {}
