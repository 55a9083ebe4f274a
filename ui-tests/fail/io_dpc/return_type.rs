//! `#[io_dpc]`: what the handler answers.
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
fn a_bool(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) -> bool {
    loop {}
}

#[io_dpc]
fn a_status(
    device: &Device,
    cx: &mut DeferredIo<'_, Device>,
    irp: Option<Irp<Device>>,
) -> NtStatus {
    loop {}
}

#[io_dpc]
fn a_result(
    device: &Device,
    cx: &mut DeferredIo<'_, Device>,
    irp: Option<Irp<Device>>,
) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
