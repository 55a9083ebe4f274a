//! A device has its hardware while it is started.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

#[driver_add_device]
fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    cx.hardware();
    Ok(Device)
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        cx.hardware();
        Ok(())
    }
    fn query_stop(&self, cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        cx.hardware();
        Ok(())
    }
    fn close(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
        cx.hardware();
    }
}

fn helper<S: Scope>(cx: &Context<'_, Device, S>) {
    cx.hardware();
}

fn main() {}
