//! The interrupt lock raises to DIRQL.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    work: IoWorkItem<work>,
    count: Locked<InterruptLock, u32>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_workitem]
fn work(_: &Device, _: &mut Passive<'_, Device>) {}

#[kdeferred]
fn drain(device: &Device, cx: &mut Deferred<'_, Device>) {
    device
        .count
        .lock(cx, |_, cx| device.work.queue(cx, ()).ok());
}

fn main() {}
