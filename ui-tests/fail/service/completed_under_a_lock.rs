//! No service IRP is completed while a spin lock is held, by the driver or by Storport.
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

#[hw_process_service_request]
fn in_a_closure(
    adapter: &Adapter,
    cx: &mut ProcessServiceRequest<'_, Adapter>,
    irp: ServiceIrp<Adapter>,
) {
    adapter.waiting.lock(cx, |waiting, cx| {
        if let Some(older) = waiting.replace(irp) {
            older.complete(cx, NtStatus::SUCCESS, 0);
        }
    });
}

#[hw_reset_bus]
fn under_storports(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    if let Some(irp) = adapter.waiting.get(cx).take() {
        irp.complete(cx, NtStatus::CANCELLED, 0);
    }
    true
}

fn helper<S: Scope>(cx: &mut Context<'_, Adapter, S>, irp: ServiceIrp<Adapter>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

fn main() {}
