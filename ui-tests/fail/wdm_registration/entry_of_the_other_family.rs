//! Each family has its own entry point.
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

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

mod wdm {
    use super::*;
    miniport::driver_entry! { WdmDriver::<Device>::new().driver_add_device::<add_device>() }
}

mod storport {
    use super::*;
    wdm_driver_entry! { miniport::Driver::<Adapter>::new() }
}

fn main() {}
