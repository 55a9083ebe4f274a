//! The attribute of a handler is forgotten, and its object is used: that is one mistake.
#![allow(unused)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    work: IoWorkItem<work>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn work(_: &Device, _: &mut Passive<'_, Device>, index: u32) {}

#[driver_dispatch]
fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    let _ = device.work.queue(cx, 7);
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

fn main() {}
