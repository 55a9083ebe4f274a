//! An `Incoming` and a `Dispatched` stay on the processor of their dispatch routine.
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

fn send(_: impl Send) {}

#[driver_dispatch]
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    send(irp);
    loop {}
}

#[driver_dispatch]
fn write(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Write>) -> Dispatched {
    let (_irp, pending) = irp.pend();
    send(&pending);
    pending
}

fn main() {}
