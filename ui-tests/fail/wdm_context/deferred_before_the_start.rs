//! Nothing is deferred before the device is started, nor when it stops.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    deferred: CustomDpc<drain>,
}

#[kdeferred]
fn drain(_: &Device, _: &mut Deferred<'_, Device>) {}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        self.deferred.queue(cx, ()).ok();
        Ok(())
    }
    fn stop(&self, cx: &mut Stop<'_, Self>) {
        self.deferred.queue(cx, ()).ok();
    }
}

#[driver_add_device]
fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    let deferred = CustomDpc::<drain>::new();
    deferred.queue(cx, ()).ok();
    Ok(Device { deferred })
}

fn main() {}
