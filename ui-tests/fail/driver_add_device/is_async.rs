//! `#[driver_add_device]`: a handler is done when it returns, so it is not `async`.
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

#[driver_add_device]
async fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

fn main() {}
