//! The role is one of a miniport, and a request is owned.
#![allow(unused)]
use miniport::wdm::prelude::*;
use miniport::{Srb, hw_startio};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[hw_startio]
fn start_io(_: &Device, _: &mut miniport::StartIo<'_, Device>, srb: Srb<Device>) -> Result<(), Srb<Device>> {
    Err(srb)
}

fn main() {}
