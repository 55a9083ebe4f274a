//! The expression is safe code.
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

unsafe fn driver() -> WdmDriver<Device> {
    WdmDriver::new()
}

wdm_driver_entry! { driver().driver_add_device::<add_device>() }

fn main() {}
