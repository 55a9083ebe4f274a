//! `#[io_workitem]`: the callback is one routine, so the handler is not generic.
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

#[io_workitem]
fn type_parameter<T: Send>(device: &Device, cx: &mut Passive<'_, Device>) {}

#[io_workitem]
fn constant_parameter<const N: usize>(device: &Device, cx: &mut Passive<'_, Device>) {}

#[io_workitem]
fn where_clause(device: &Device, cx: &mut Passive<'_, Device>)
where
    Device: Send,
{
}

#[io_workitem]
fn opaque_argument(device: &Device, cx: &mut Passive<'_, Device>, argument: impl Send) {}

fn main() {}
