//! A virtual storage miniport: an adapter with one disk, which lies in memory.
#![no_std]
#![forbid(unsafe_code)]

mod disk;

use miniport::prelude::*;

use crate::disk::{Disk, MAX_TRANSFER, Refusal};

/// The device extension.
#[derive(DeviceExtension)]
#[device_extension(virtual)]
pub struct Adapter {
    /// Requests arrive with this lock held, one at a time.
    disk: Locked<StartIoLock, Disk>,
}

#[virtual_hw_find_adapter]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    port: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    port.set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(1)
        .set_reset_target_supported(true);
    let disk = Disk::new(cx).map_err(|_| FindAdapterError::Error)?;
    let adapter = Adapter {
        disk: Locked::new(disk),
    };
    Ok(Found::new(
        adapter,
        const { Limits::new(MAX_TRANSFER, MAX_TRANSFER / 4096 + 1) },
    ))
}

#[hw_initialize]
fn initialize(_adapter: &Adapter, _cx: &mut Initialize<'_, Adapter>) -> bool {
    true
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    mut srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let Address {
        path_id,
        target_id,
        lun,
    } = srb.address();
    let answer = match (path_id, target_id, lun, srb.function()) {
        (0, 0, 0, SrbFunction::ExecuteScsi) => adapter
            .disk
            .lock(cx, |disk, _| disk.execute(srb.cdb(), &srb.data())),
        // Every request is over before the next one begins, and nothing is cached.
        (_, _, _, SrbFunction::Flush | SrbFunction::Shutdown)
        | (_, _, _, SrbFunction::Power | SrbFunction::Pnp)
        | (_, _, _, SrbFunction::ResetLogicalUnit)
        | (_, _, _, SrbFunction::ResetDevice | SrbFunction::ResetBus) => Ok(0),
        (0, 0, 0, _) => Err(Refusal::Status(SrbStatus::InvalidRequest)),
        (0, 0, ..) => Err(Refusal::Status(SrbStatus::InvalidLun)),
        (0, ..) => Err(Refusal::Status(SrbStatus::InvalidTargetId)),
        _ => Err(Refusal::Status(SrbStatus::InvalidPathId)),
    };
    srb.set_transferred(*answer.as_ref().unwrap_or(&0));
    match answer {
        Ok(_) => srb.complete(cx, SrbStatus::Success),
        Err(Refusal::Status(status)) => srb.complete(cx, status),
        Err(Refusal::Sense(sense)) => srb.complete_with_sense(cx, &sense),
    }
    Ok(())
}

#[hw_reset_bus]
fn reset_bus(_adapter: &Adapter, _cx: &mut ResetBus<'_, Adapter>, _path_id: u32) -> bool {
    true // no request is outstanding
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn adapter_control(
    _adapter: &Adapter,
    _control: AdapterControl<'_, Adapter>,
) -> AdapterControlStatus {
    AdapterControlStatus::Success // memory keeps what is in it
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
}
