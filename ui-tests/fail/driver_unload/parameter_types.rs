//! `#[driver_unload]`: each parameter has the type that the role gives it.
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
fn context_by_value(cx: Unload<'_, Device>) {}

#[driver_unload]
fn shared_context(cx: &Unload<'_, Device>) {}

#[driver_unload]
fn other_context(cx: &mut AddDevice<'_, Device>) {}

#[driver_unload]
fn context_of_a_miniport(cx: &mut miniport::BuildIo<'_, Device>) {}

#[driver_unload]
fn context_without_the_extension(cx: &mut Unload<'_>) {}

fn main() {}
