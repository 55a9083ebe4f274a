//! Service IRPs: answered at once, kept, handed to a DPC, given back at the end; a driver may have the completing callback alone.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(dead_code)]

use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    waiting: Locked<StartIoLock, Option<ServiceIrp<Adapter>>>,
    answer: Dpc<answer>,
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(Adapter {
        waiting: Locked::new(None),
        answer: Dpc::new(),
    }, const { Limits::new(1 << 20, 17) }))
}

#[hw_initialize]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

#[hw_reset_bus]
fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    true
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn adapter_control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

#[hw_process_service_request]
fn request(
    adapter: &Adapter,
    cx: &mut ProcessServiceRequest<'_, Adapter>,
    irp: ServiceIrp<Adapter>,
) {
    let mut code = [0];
    if irp.input().read_at(0, &mut code).is_err() {
        irp.complete(cx, NtStatus::INVALID_PARAMETER, 0);
        return;
    }
    if code[0] == 0 {
        let older = adapter.waiting.lock(cx, |waiting, _| waiting.replace(irp));
        give(cx, older);
    } else if let Err(error) = adapter.answer.issue(cx, irp) {
        error.into_argument().complete(cx, NtStatus::DEVICE_BUSY, 0);
    }
}

#[hw_dpc]
fn answer(_: &Adapter, cx: &mut Deferred<'_, Adapter>, irp: ServiceIrp<Adapter>) {
    let status = if irp.is_cancelled() {
        NtStatus::CANCELLED
    } else {
        NtStatus::SUCCESS
    };
    irp.output().write_at(0, b"yes").ok();
    irp.complete(cx, status, 3);
}

#[hw_complete_service_irp]
fn complete(adapter: &Adapter, cx: &mut CompleteServiceIrp<'_, Adapter>) {
    let kept = adapter.waiting.lock(cx, |waiting, _| waiting.take());
    give(cx, kept);
}

fn give<S: HoldsNoLock>(cx: &mut Context<'_, Adapter, S>, irp: Option<ServiceIrp<Adapter>>) {
    if let Some(irp) = irp {
        irp.complete(cx, NtStatus::CANCELLED, 0);
    }
}

fn completing_alone() {
    let _ = Driver::<Adapter>::new().hw_complete_service_irp::<complete>();
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
        .hw_process_service_request::<request>()
        .hw_complete_service_irp::<complete>()
}

fn main() {}
