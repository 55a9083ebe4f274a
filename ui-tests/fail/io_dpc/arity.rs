//! `#[io_dpc]`: the parameters of the role, no more and no fewer.
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

#[io_dpc]
fn none() {}

#[io_dpc]
fn too_few(device: &Device) {}

#[io_dpc]
fn too_many(
    device: &Device,
    cx: &mut DeferredIo<'_, Device>,
    irp: Option<Irp<Device>>,
    first: u32,
    second: u32,
) {
}

fn main() {}
