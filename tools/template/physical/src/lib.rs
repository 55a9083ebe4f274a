//! A storage miniport for a PCI controller with one disk.
//!
//! `HW_BUILDIO` answers a request or makes a transfer of it, `HW_STARTIO` starts the transfer's first command, `HW_INTERRUPT` leaves it to
//! `HW_DPC_ROUTINE` to start the next one or to complete the request.
#![no_std]
#![forbid(unsafe_code)]

mod controller;
mod disk;

use miniport::prelude::*;

use crate::controller::{Controller, MAX_PIECES, MAX_TRANSFER, Outcome, PCI_ID, Transfer};
use crate::disk::{Disk, Next};

/// The device extension.
#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = line, channels = single, srb_extension = Transfer)]
pub struct Adapter {
    controller: Controller,
    disk: Disk,
    /// Storport holds this lock around `HW_STARTIO` and `HW_RESET_BUS`.
    state: Locked<StartIoLock, State>,
    /// How the command has ended: from the interrupt handler to the DPC.
    outcome: Locked<InterruptLock, Option<Outcome>>,
    proceed: Dpc<proceed>,
}

#[derive(Default)]
struct State {
    running: Option<Srb<Adapter>>,
    /// The controller was removed.
    gone: bool,
}

#[hw_find_adapter]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    port: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let pci = cx
        .pci_configuration(port)
        .ok_or(FindAdapterError::NotFound)?;
    if (pci.vendor_id(), pci.device_id()) != PCI_ID {
        return Err(FindAdapterError::NotFound);
    }
    let controller = Controller::new(cx, port).ok_or(FindAdapterError::BadConfig)?;
    let disk = Disk::new(controller.blocks()).ok_or(FindAdapterError::Error)?;
    port.set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(1)
        .set_reset_target_supported(true)
        .set_alignment(4)
        .set_dma_addresses(DmaAddresses::Bits64)
        .set_maximum_number_of_io(1)
        .set_lun_queue_depth(1, 1);
    let adapter = Adapter {
        controller,
        disk,
        state: Locked::default(),
        outcome: Locked::default(),
        proceed: Dpc::new(),
    };
    Ok(Found::new(
        adapter,
        const { Limits::new(MAX_TRANSFER, MAX_PIECES) },
    ))
}

/// The interrupt is connected: a controller that masks it would let it through here.
#[hw_initialize]
fn initialize(_adapter: &Adapter, _cx: &mut Initialize<'_, Adapter>) -> bool {
    true
}

/// No lock is held: whatever takes time is done here.
#[hw_buildio]
fn build_io(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    mut srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    if !is_disk(srb.address()) || srb.function() != SrbFunction::ExecuteScsi {
        return Some(srb);
    }
    match adapter.disk.execute(cx, &mut srb) {
        Ok(Next::Start) => return Some(srb),
        Ok(Next::Complete(transferred)) => {
            srb.set_transferred(transferred);
            srb.complete(cx, SrbStatus::Success);
        }
        Ok(Next::Fail(status)) => fail(cx, srb, status),
        Err(sense) => {
            srb.set_transferred(0);
            srb.complete_with_sense(cx, &sense);
        }
    }
    None
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let address = srb.address();
    match srb.function() {
        SrbFunction::ExecuteScsi if is_disk(address) => return start(adapter, cx, srb),
        // There is nothing else on the bus.
        SrbFunction::ResetLogicalUnit | SrbFunction::ResetDevice | SrbFunction::ResetBus => {
            end_running(adapter, cx);
            srb.complete(cx, SrbStatus::Success);
        }
        // Nothing is cached, and `HW_ADAPTER_CONTROL` says when power goes.
        SrbFunction::Flush | SrbFunction::Shutdown | SrbFunction::Power | SrbFunction::Pnp => {
            srb.complete(cx, SrbStatus::Success);
        }
        _ if is_disk(address) => fail(cx, srb, SrbStatus::InvalidRequest),
        _ => fail(cx, srb, SrbStatus::NoDevice),
    }
    Ok(())
}

/// Starts the transfer that `HW_BUILDIO` has made. `Err` gives it back while another one runs: Storport sends it again.
fn start(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    mut srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let state = adapter.state.get(cx);
    if state.gone {
        fail(cx, srb, SrbStatus::NoDevice);
        return Ok(());
    }
    if state.running.is_some() {
        return Err(srb);
    }
    adapter.controller.start(srb.extension_mut());
    state.running = Some(srb);
    Ok(())
}

#[hw_interrupt]
fn interrupt(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    let Some(outcome) = adapter.controller.acknowledge() else {
        return false; // another device's
    };
    *adapter.outcome.get(cx) = Some(outcome);
    // One that is queued already sees this outcome.
    adapter.proceed.issue(cx, ()).ok();
    true
}

/// Starts the next command of the transfer that runs, or ends it.
#[hw_dpc]
fn proceed(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let ended = adapter.state.lock(cx, |state, cx| {
        // There is none if a reset was quicker.
        let outcome = adapter.outcome.lock(cx, |outcome, _| outcome.take())?;
        let srb = state.running.as_mut()?;
        if outcome == Outcome::Done && adapter.controller.start(srb.extension_mut()) {
            return None;
        }
        Some((state.running.take()?, outcome))
    });
    match ended {
        None => {}
        Some((mut srb, Outcome::Done)) => {
            let bytes = srb.extension::<Transfer>().bytes();
            srb.set_transferred(bytes);
            srb.complete(cx, SrbStatus::Success);
        }
        Some((mut srb, Outcome::Failed)) => {
            let sense = disk::failure(srb.extension::<Transfer>().operation());
            srb.set_transferred(0);
            srb.complete_with_sense(cx, &sense);
        }
    }
}

/// Requests were late, and resets of the unit and the target did not help.
#[hw_reset_bus]
fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, _path_id: u32) -> bool {
    end_running(adapter, cx);
    true
}

#[hw_adapter_control(StopAdapter, RestartAdapter, SurpriseRemoval)]
fn adapter_control(
    adapter: &Adapter,
    control: AdapterControl<'_, Adapter>,
) -> AdapterControlStatus {
    match control {
        // No request is outstanding. A restart finds the controller as after power-on, or as it was.
        AdapterControl::StopAdapter(_) | AdapterControl::RestartAdapter(_) => {
            adapter.controller.reset();
        }
        AdapterControl::SurpriseRemoval(mut cx) => cx.with_lock::<StartIoLock, _>(|cx| {
            adapter.state.get(cx).gone = true;
            end_running(adapter, cx);
        }),
    }
    AdapterControlStatus::Success
}

/// Resets the controller, and ends the request that it was busy with: Storport sends it again, if the controller is still there.
fn end_running<S>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>)
where
    S: Holds<StartIoLock> + MayAcquire<InterruptLock>,
{
    // Under the lock: no interrupt comes in between, and the DPC finds no outcome.
    let present = adapter.outcome.lock(cx, |outcome, _| {
        *outcome = None;
        adapter.controller.reset()
    });
    let state = adapter.state.get(cx);
    state.gone |= !present;
    let status = if state.gone {
        SrbStatus::NoDevice
    } else {
        SrbStatus::BusReset
    };
    if let Some(srb) = state.running.take() {
        fail(cx, srb, status);
    }
}

/// Ends a request of which nothing was done, or nobody knows what.
fn fail<S: Scope>(cx: &mut Context<'_, Adapter, S>, mut srb: Srb<Adapter>, status: SrbStatus) {
    srb.set_transferred(0);
    srb.complete(cx, status);
}

fn is_disk(address: Address) -> bool {
    (address.path_id, address.target_id, address.lun) == (0, 0, 0)
}

driver_entry! {
    Driver::<Adapter>::new()
        .hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_buildio::<build_io>()
        .hw_startio::<start_io>()
        .hw_interrupt::<interrupt>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
}
