//! The major function alone is no type of an IRP.
#![allow(unused)]
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
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Read>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

fn main() {}
