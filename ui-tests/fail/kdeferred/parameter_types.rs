//! `#[kdeferred]`: each parameter has the type that the role gives it.
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
fn exclusive_extension(device: &mut Device, cx: &mut Deferred<'_, Device>) {}

#[kdeferred]
fn extension_by_value(device: Device, cx: &mut Deferred<'_, Device>) {}

#[kdeferred]
fn context_by_value(device: &Device, cx: Deferred<'_, Device>) {}

#[kdeferred]
fn shared_context(device: &Device, cx: &Deferred<'_, Device>) {}

#[kdeferred]
fn other_context(device: &Device, cx: &mut DeferredIo<'_, Device>) {}

#[kdeferred]
fn context_of_a_miniport(device: &Device, cx: &mut miniport::BuildIo<'_, Device>) {}

#[kdeferred]
fn swapped(cx: &mut Deferred<'_, Device>, device: &Device) {}

#[kdeferred]
fn borrowed_argument(device: &Device, cx: &mut Deferred<'_, Device>, argument: &u32) {}

fn main() {}
