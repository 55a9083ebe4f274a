//! The argument is that of the handler.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[ksynchronize]
fn synchronized(_: &Device, _: &mut Synchronize<'_, Device>, _: u32) -> bool {
    true
}

#[kdeferred]
fn other_argument(_: &Device, cx: &mut Deferred<'_, Device>) {
    cx.synchronize::<synchronized>("text");
}

#[kdeferred]
fn other_role(_: &Device, cx: &mut Deferred<'_, Device>) {
    cx.synchronize::<other_role>(());
}

fn main() {}
