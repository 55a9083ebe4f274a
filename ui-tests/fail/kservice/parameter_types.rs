//! `#[kservice]`: each parameter has the type that the role gives it.
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

#[kservice]
fn exclusive_extension(device: &mut Device, cx: &mut Service<'_, Device>) -> bool {
    loop {}
}

#[kservice]
fn extension_by_value(device: Device, cx: &mut Service<'_, Device>) -> bool {
    loop {}
}

#[kservice]
fn context_by_value(device: &Device, cx: Service<'_, Device>) -> bool {
    loop {}
}

#[kservice]
fn shared_context(device: &Device, cx: &Service<'_, Device>) -> bool {
    loop {}
}

#[kservice]
fn other_context(device: &Device, cx: &mut DeferredIo<'_, Device>) -> bool {
    loop {}
}

#[kservice]
fn context_of_a_miniport(device: &Device, cx: &mut miniport::BuildIo<'_, Device>) -> bool {
    loop {}
}

#[kservice]
fn swapped(cx: &mut Service<'_, Device>, device: &Device) -> bool {
    loop {}
}

fn main() {}
