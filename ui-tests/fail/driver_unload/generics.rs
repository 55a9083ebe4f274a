//! `#[driver_unload]`: the callback is one routine, so the handler is not generic.
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

#[driver_unload]
fn type_parameter<T: Send>(cx: &mut Unload<'_, Device>) {}

#[driver_unload]
fn constant_parameter<const N: usize>(cx: &mut Unload<'_, Device>) {}

#[driver_unload]
fn where_clause(cx: &mut Unload<'_, Device>)
where
    Device: Send,
{
}

fn main() {}
