//! `#[driver_unload]`: a function has one role.
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

#[driver_unload]
#[kdeferred]
fn unload(cx: &mut Unload<'_, Device>) {}

#[driver_unload]
#[miniport::driver_unload]
fn twice(cx: &mut Unload<'_, Device>) {}

fn main() {}
