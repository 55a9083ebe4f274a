//! `#[kdeferred]`: a function has one role.
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

#[kdeferred]
#[io_timer]
fn deferred(device: &Device, cx: &mut Deferred<'_, Device>) {}

#[kdeferred]
#[miniport::kdeferred]
fn twice(device: &Device, cx: &mut Deferred<'_, Device>) {}

fn main() {}
