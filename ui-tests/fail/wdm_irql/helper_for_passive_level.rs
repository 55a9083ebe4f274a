//! A helper for PASSIVE_LEVEL is not called in a DPC or a dispatch routine that may run at DISPATCH_LEVEL.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

fn save<S: Scope<Irql: AtMost<irql::Passive>>>(_: &mut Context<'_, Device, S>) {}

#[driver_dispatch]
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    save(cx);
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
    fn power_down(&self, cx: &mut Power<'_, Self>, _: PowerLoss) {
        save(cx);
    }
}

fn main() {}
