//! Nothing derives the extension of a whole driver: that is one mistake.
#![allow(unused)]
use miniport::wdm::prelude::*;

struct Device {
    opened: Locked<DeviceLock, u32>,
    work: IoWorkItem<work>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_dispatch]
fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    device.opened.lock(cx, |opened, _| *opened += 1);
    let _ = device.work.queue(cx, ());
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[io_workitem]
fn work(_: &Device, _: &mut Passive<'_, Device>) {}

fn main() {}
