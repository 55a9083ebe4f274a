//! `#[kservice]`: a function has one role.
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

#[kservice]
#[kdeferred]
fn service(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    loop {}
}

#[kservice]
#[miniport::kservice]
fn twice(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    loop {}
}

fn main() {}
