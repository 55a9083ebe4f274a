//! `#[driver_add_device]`: a handler is safe; the trampoline is not the author's to write.
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
unsafe fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

fn main() {}
