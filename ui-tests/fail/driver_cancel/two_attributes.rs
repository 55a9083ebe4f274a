//! `#[driver_cancel]`: a function has one role.
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

#[driver_cancel]
#[kdeferred]
fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {}

#[driver_cancel]
#[miniport::driver_cancel]
fn twice(device: &Device, cx: &mut Cancel<'_, Device>) {}

fn main() {}
