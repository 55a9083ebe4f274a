//! `#[driver_initialize]`: the attribute takes no arguments.
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

#[driver_initialize(fast)]
fn a_word(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

#[driver_initialize(irql = 2)]
fn a_value(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
