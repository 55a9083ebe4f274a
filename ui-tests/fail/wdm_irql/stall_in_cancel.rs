//! The whole system waits for the cancel spin lock.
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

#[driver_cancel]
fn cancel(_: &Device, cx: &mut Cancel<'_, Device>) {
    cx.stall(const { Microseconds::new(10) });
}

fn main() {}
