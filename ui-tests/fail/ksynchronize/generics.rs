//! `#[ksynchronize]`: the callback is one routine, so the handler is not generic.
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

#[ksynchronize]
fn type_parameter<T: Send>(device: &Device, cx: &mut Synchronize<'_, Device>) -> bool {
    loop {}
}

#[ksynchronize]
fn constant_parameter<const N: usize>(device: &Device, cx: &mut Synchronize<'_, Device>) -> bool {
    loop {}
}

#[ksynchronize]
fn where_clause(device: &Device, cx: &mut Synchronize<'_, Device>) -> bool
where
    Device: Send,
{
    loop {}
}

#[ksynchronize]
fn opaque_argument(device: &Device, cx: &mut Synchronize<'_, Device>, argument: impl Send) -> bool {
    loop {}
}

fn main() {}
