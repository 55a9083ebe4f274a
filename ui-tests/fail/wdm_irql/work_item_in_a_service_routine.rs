//! A work item is queued up to DISPATCH_LEVEL; a service routine requests its DPC.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    work: IoWorkItem<work>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_workitem]
fn work(_: &Device, _: &mut Passive<'_, Device>) {}

#[kservice]
fn service(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    device.work.queue(cx, ()).is_ok()
}

#[ksynchronize]
fn synchronized(device: &Device, cx: &mut Synchronize<'_, Device>) -> bool {
    device.work.queue(cx, ()).is_ok()
}

fn main() {}
