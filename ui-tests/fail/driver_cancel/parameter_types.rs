//! `#[driver_cancel]`: each parameter has the type that the role gives it.
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

#[driver_cancel]
fn exclusive_extension(device: &mut Device, cx: &mut Cancel<'_, Device>) {}

#[driver_cancel]
fn extension_by_value(device: Device, cx: &mut Cancel<'_, Device>) {}

#[driver_cancel]
fn context_by_value(device: &Device, cx: Cancel<'_, Device>) {}

#[driver_cancel]
fn shared_context(device: &Device, cx: &Cancel<'_, Device>) {}

#[driver_cancel]
fn other_context(device: &Device, cx: &mut StartIo<'_, Device>) {}

#[driver_cancel]
fn context_of_a_miniport(device: &Device, cx: &mut miniport::BuildIo<'_, Device>) {}

#[driver_cancel]
fn swapped(cx: &mut Cancel<'_, Device>, device: &Device) {}

fn main() {}
