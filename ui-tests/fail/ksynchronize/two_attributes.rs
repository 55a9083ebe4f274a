//! `#[ksynchronize]`: a function has one role.
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
#[kdeferred]
fn synchronized(device: &Device, cx: &mut Synchronize<'_, Device>) -> bool {
    loop {}
}

#[ksynchronize]
#[miniport::ksynchronize]
fn twice(device: &Device, cx: &mut Synchronize<'_, Device>) -> bool {
    loop {}
}

fn main() {}
