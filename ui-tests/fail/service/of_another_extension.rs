//! A service IRP is completed in callbacks of its own driver.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    waiting: Locked<StartIoLock, Option<ServiceIrp<Adapter>>>,
    work: WorkItem<work>,
}

#[hw_workitem]
fn work(_: &Adapter, _: &mut Passive<'_, Adapter>, _: usize) {}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Other;

fn complete(cx: &mut Passive<'_, Other>, irp: ServiceIrp<Adapter>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

#[hw_process_service_request]
fn request(_: &Adapter, _: &mut ProcessServiceRequest<'_, Adapter>, irp: ServiceIrp<Other>) {}

fn main() {}
