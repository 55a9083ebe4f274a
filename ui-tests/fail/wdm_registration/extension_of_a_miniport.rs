//! A WDM driver has a WDM extension, a miniport one of its own.
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
#[device_extension(virtual)]
struct Adapter;

fn registered() {
    WdmDriver::<Adapter>::new();
    miniport::Driver::<Device>::new();
}

fn main() {}
