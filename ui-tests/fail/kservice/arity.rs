//! `#[kservice]`: the parameters of the role, no more and no fewer.
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
fn none() -> bool {
    loop {}
}

#[kservice]
fn too_few(device: &Device) -> bool {
    loop {}
}

#[kservice]
fn too_many(device: &Device, cx: &mut Service<'_, Device>, first: u32) -> bool {
    loop {}
}

fn main() {}
