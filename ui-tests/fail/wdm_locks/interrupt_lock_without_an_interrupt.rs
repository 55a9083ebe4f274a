//! A device without an interrupt has no interrupt lock.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    ring: Locked<InterruptLock, u32>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kdeferred]
fn drain(device: &Device, cx: &mut Deferred<'_, Device>) {
    device.ring.lock(cx, |_, _| ());
}

#[ksynchronize]
fn synchronized(_: &Device, _: &mut Synchronize<'_, Device>) -> bool {
    true
}

#[kdeferred]
fn synchronizes(_: &Device, cx: &mut Deferred<'_, Device>) {
    cx.synchronize::<synchronized>(());
}

fn main() {}
