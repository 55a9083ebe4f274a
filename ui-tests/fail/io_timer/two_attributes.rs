//! `#[io_timer]`: a function has one role.
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

#[io_timer]
#[kdeferred]
fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {}

#[io_timer]
#[miniport::io_timer]
fn twice(device: &Device, cx: &mut TimerTick<'_, Device>) {}

fn main() {}
