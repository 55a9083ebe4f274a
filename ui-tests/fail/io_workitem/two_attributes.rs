//! `#[io_workitem]`: a function has one role.
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

#[io_workitem]
#[kdeferred]
fn work(device: &Device, cx: &mut Passive<'_, Device>) {}

#[io_workitem]
#[miniport::io_workitem]
fn twice(device: &Device, cx: &mut Passive<'_, Device>) {}

fn main() {}
