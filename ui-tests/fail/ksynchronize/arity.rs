//! `#[ksynchronize]`: the parameters of the role, no more and no fewer.
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

#[ksynchronize]
fn none() -> bool {
    loop {}
}

#[ksynchronize]
fn too_few(device: &Device) -> bool {
    loop {}
}

#[ksynchronize]
fn too_many(device: &Device, cx: &mut Synchronize<'_, Device>, first: u32, second: u32) -> bool {
    loop {}
}

fn main() {}
