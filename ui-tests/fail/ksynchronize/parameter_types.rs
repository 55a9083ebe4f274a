//! `#[ksynchronize]`: each parameter has the type that the role gives it.
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
fn exclusive_extension(device: &mut Device, cx: &mut Synchronize<'_, Device>) -> bool {
    loop {}
}

#[ksynchronize]
fn extension_by_value(device: Device, cx: &mut Synchronize<'_, Device>) -> bool {
    loop {}
}

#[ksynchronize]
fn context_by_value(device: &Device, cx: Synchronize<'_, Device>) -> bool {
    loop {}
}

#[ksynchronize]
fn shared_context(device: &Device, cx: &Synchronize<'_, Device>) -> bool {
    loop {}
}

#[ksynchronize]
fn other_context(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    loop {}
}

#[ksynchronize]
fn context_of_a_miniport(device: &Device, cx: &mut miniport::BuildIo<'_, Device>) -> bool {
    loop {}
}

#[ksynchronize]
fn swapped(cx: &mut Synchronize<'_, Device>, device: &Device) -> bool {
    loop {}
}

#[ksynchronize]
fn borrowed_argument(device: &Device, cx: &mut Synchronize<'_, Device>, argument: &u32) -> bool {
    loop {}
}

fn main() {}
