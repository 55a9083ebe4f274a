//! Only what becomes of an IRP makes a `Dispatched` (SDV: MarkIrpPending2, IrpProcessingComplete).
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_dispatch]
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    Dispatched::new(irp, NtStatus::SUCCESS)
}

#[driver_dispatch]
fn write(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Write>) -> Dispatched {
    Dispatched::default()
}

fn copied(dispatched: &Dispatched) -> Dispatched {
    dispatched.clone()
}

fn main() {}
