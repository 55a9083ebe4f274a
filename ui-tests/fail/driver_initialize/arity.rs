//! `#[driver_initialize]`: the parameters of the role, no more and no fewer.
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
fn none() -> Result<(), NtStatus> {
    loop {}
}

#[driver_initialize]
fn too_many(cx: &mut Initialize<'_, Device>, first: u32) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
