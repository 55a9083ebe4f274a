//! `#[driver_add_device]` builds the extension.
#![allow(unused, non_camel_case_types)]
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

#[driver_add_device]
fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    cx.extension();
    Ok(Device)
}

fn main() {}
