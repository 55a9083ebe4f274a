//! The queues are for DISPATCH_LEVEL and below, without a lock.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    waiting: IrpQueue<Waiting>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

enum Waiting {}

#[kservice]
fn service(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    device.waiting.take(cx).is_some()
}

fn main() {}
