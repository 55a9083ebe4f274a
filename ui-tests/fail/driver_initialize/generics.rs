//! `#[driver_initialize]`: the callback is one routine, so the handler is not generic.
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
fn type_parameter<T: Send>(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

#[driver_initialize]
fn constant_parameter<const N: usize>(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

#[driver_initialize]
fn where_clause(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus>
where
    Device: Send,
{
    loop {}
}

fn main() {}
