//! The extension that is built is that of the context.
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

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Other;

impl PnpDevice for Other {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_: &mut AddDevice<'_, Device>) -> Result<Other, NtStatus> {
    Ok(Other)
}

fn main() {}
