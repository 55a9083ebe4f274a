//! `#[io_dpc]`: a function has one role.
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
#[kdeferred]
fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {}

#[io_dpc]
#[miniport::io_dpc]
fn twice(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {}

fn main() {}
