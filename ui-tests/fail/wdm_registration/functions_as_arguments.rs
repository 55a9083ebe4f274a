//! A callback is registered as a type, not as a value.
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
fn add_device(_: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    Ok(Device)
}

wdm_driver_entry! { WdmDriver::<Device>::new().driver_add_device(add_device) }

fn main() {}
