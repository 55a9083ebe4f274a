//! `#[io_timer]`: each parameter has the type that the role gives it.
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
fn exclusive_extension(device: &mut Device, cx: &mut TimerTick<'_, Device>) {}

#[io_timer]
fn extension_by_value(device: Device, cx: &mut TimerTick<'_, Device>) {}

#[io_timer]
fn context_by_value(device: &Device, cx: TimerTick<'_, Device>) {}

#[io_timer]
fn shared_context(device: &Device, cx: &TimerTick<'_, Device>) {}

#[io_timer]
fn other_context(device: &Device, cx: &mut Deferred<'_, Device>) {}

#[io_timer]
fn context_of_a_miniport(device: &Device, cx: &mut miniport::BuildIo<'_, Device>) {}

#[io_timer]
fn swapped(cx: &mut TimerTick<'_, Device>, device: &Device) {}

fn main() {}
