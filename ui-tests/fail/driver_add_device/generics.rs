//! `#[driver_add_device]`: the callback is one routine, so the handler is not generic.
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
fn type_parameter<T: Send>(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

#[driver_add_device]
fn constant_parameter<const N: usize>(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    loop {}
}

#[driver_add_device]
fn where_clause(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus>
where
    Device: Send,
{
    loop {}
}

fn main() {}
