//! `#[ksynchronize]`: the attribute takes no arguments.
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

#[ksynchronize(fast)]
fn a_word(device: &Device, cx: &mut Synchronize<'_, Device>) -> bool {
    loop {}
}

#[ksynchronize(irql = 2)]
fn a_value(device: &Device, cx: &mut Synchronize<'_, Device>) -> bool {
    loop {}
}

fn main() {}
