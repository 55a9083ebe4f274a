//! The IRP is one of the handler's own device.
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

#[driver_list_control]
fn handler(_: &Device, _: &mut ListControl<'_, Device>, _: MappedIrp<Other>) {}

fn main() {}
