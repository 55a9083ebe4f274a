//! `#[driver_add_device]`: each parameter has the type that the role gives it.
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
fn context_by_value(cx: AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

#[driver_add_device]
fn shared_context(cx: &AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

#[driver_add_device]
fn other_context(cx: &mut Initialize<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

#[driver_add_device]
fn context_of_a_miniport(cx: &mut miniport::BuildIo<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

#[driver_add_device]
fn context_without_the_extension(cx: &mut AddDevice<'_>) -> Result<Device, NtStatus> {
    loop {}
}

fn main() {}
