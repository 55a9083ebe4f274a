//! A helper that is generic over its scope says that objects exist there.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    deferred: CustomDpc<drain>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kdeferred]
fn drain(_: &Device, _: &mut Deferred<'_, Device>) {}

fn later<S: Scope>(device: &Device, cx: &mut Context<'_, Device, S>) {
    device.deferred.queue(cx, ()).ok();
}

fn main() {}
