//! `#[io_workitem]`: the parameters of the role, no more and no fewer.
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
fn none() {}

#[io_workitem]
fn too_few(device: &Device) {}

#[io_workitem]
fn too_many(device: &Device, cx: &mut Passive<'_, Device>, first: u32, second: u32) {}

fn main() {}
