//! `#[driver_initialize]`: a function has one role.
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

#[driver_initialize]
#[kdeferred]
fn initialize(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

#[driver_initialize]
#[miniport::driver_initialize]
fn twice(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
