//! Service IRPs and the tracing pair are for virtual miniports.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_process_service_request]
fn request(_: &Adapter, cx: &mut ProcessServiceRequest<'_, Adapter>, irp: ServiceIrp<Adapter>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

#[hw_complete_service_irp]
fn complete(_: &Adapter, _: &mut CompleteServiceIrp<'_, Adapter>) {}

#[hw_initialize_tracing]
fn initialize_tracing(_: &mut InitializeTracing<'_, Adapter>) {}

#[hw_cleanup_tracing]
fn cleanup_tracing(_: &mut CleanupTracing<'_, Adapter>) {}

fn driver() {
    let _ = Driver::<Adapter>::new().hw_process_service_request::<request>();
    let _ = Driver::<Adapter>::new().hw_complete_service_irp::<complete>();
    let _ = Driver::<Adapter>::new().hw_initialize_tracing::<initialize_tracing>();
    let _ = Driver::<Adapter>::new().hw_cleanup_tracing::<cleanup_tracing>();
}

fn main() {}
