//! `#[io_timer]`: the callback is one routine, so the handler is not generic.
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
fn type_parameter<T: Send>(device: &Device, cx: &mut TimerTick<'_, Device>) {}

#[io_timer]
fn constant_parameter<const N: usize>(device: &Device, cx: &mut TimerTick<'_, Device>) {}

#[io_timer]
fn where_clause(device: &Device, cx: &mut TimerTick<'_, Device>)
where
    Device: Send,
{
}

fn main() {}
