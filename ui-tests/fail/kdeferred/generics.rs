//! `#[kdeferred]`: the callback is one routine, so the handler is not generic.
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

#[kdeferred]
fn type_parameter<T: Send>(device: &Device, cx: &mut Deferred<'_, Device>) {}

#[kdeferred]
fn constant_parameter<const N: usize>(device: &Device, cx: &mut Deferred<'_, Device>) {}

#[kdeferred]
fn where_clause(device: &Device, cx: &mut Deferred<'_, Device>)
where
    Device: Send,
{
}

#[kdeferred]
fn opaque_argument(device: &Device, cx: &mut Deferred<'_, Device>, argument: impl Send) {}

fn main() {}
