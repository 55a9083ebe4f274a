//! `#[driver_initialize]`: each parameter has the type that the role gives it.
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

#[driver_initialize]
fn context_by_value(cx: Initialize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

#[driver_initialize]
fn shared_context(cx: &Initialize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

#[driver_initialize]
fn other_context(cx: &mut Unload<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

#[driver_initialize]
fn context_of_a_miniport(cx: &mut miniport::BuildIo<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

#[driver_initialize]
fn context_without_the_extension(cx: &mut Initialize<'_>) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
