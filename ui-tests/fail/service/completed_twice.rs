//! A service IRP is completed once.
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

fn twice(cx: &mut Passive<'_, Adapter>, irp: ServiceIrp<Adapter>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
    irp.complete(cx, NtStatus::CANCELLED, 0);
}

fn data_after_completion(cx: &mut Passive<'_, Adapter>, irp: ServiceIrp<Adapter>) {
    let output = irp.output();
    irp.complete(cx, NtStatus::SUCCESS, 0);
    let _ = output.write_at(0, &[1]);
}

fn kept_and_completed(
    adapter: &Adapter,
    cx: &mut Passive<'_, Adapter>,
    irp: ServiceIrp<Adapter>,
) {
    adapter.waiting.lock(cx, |waiting, _| *waiting = Some(irp));
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

fn copied(irp: &ServiceIrp<Adapter>) -> ServiceIrp<Adapter> {
    irp.clone()
}

fn main() {}
