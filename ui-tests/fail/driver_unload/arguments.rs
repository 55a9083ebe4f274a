//! `#[driver_unload]`: the attribute takes no arguments.
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

#[driver_unload(fast)]
fn a_word(cx: &mut Unload<'_, Device>) {}

#[driver_unload(irql = 2)]
fn a_value(cx: &mut Unload<'_, Device>) {}

fn main() {}
