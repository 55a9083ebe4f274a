//! A device that interrupts by messages has both service routines.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = message)]
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

#[kservice]
fn service(_: &Device, _: &mut Service<'_, Device>) -> bool {
    false
}

#[kmessage_service]
fn message(_: &Device, _: &mut MessageService<'_, Device>, _: u32) -> bool {
    false
}

mod line_only {
    use super::*;
    wdm_driver_entry! {
        WdmDriver::<Device>::new().driver_add_device::<add_device>().kservice::<service>()
    }
}

mod messages_only {
    use super::*;
    wdm_driver_entry! {
        WdmDriver::<Device>::new().driver_add_device::<add_device>().kmessage_service::<message>()
    }
}

fn main() {}
