//! What a C driver dispatches, and the runtime answers.
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

#[driver_dispatch]
fn plug(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Pnp>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch]
fn sleep(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Power>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch_paged]
fn cleanup(_: &Device, cx: &mut DispatchPaged<'_, Device>, irp: Incoming<Device, Cleanup>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch_paged]
fn close(_: &Device, cx: &mut DispatchPaged<'_, Device>, irp: Incoming<Device, IRP_MJ_CLOSE>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch]
fn wmi(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, SystemControl>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

fn main() {}
