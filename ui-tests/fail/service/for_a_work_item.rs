//! A work item carries one pointer, and a service IRP is two: a DPC takes it, or the extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    answer: Dpc<answer>,
}

#[hw_dpc]
fn answer(_: &Adapter, cx: &mut Deferred<'_, Adapter>, irp: ServiceIrp<Adapter>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

#[hw_workitem]
fn work(_: &Adapter, cx: &mut Passive<'_, Adapter>, irp: ServiceIrp<Adapter>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

fn main() {}
