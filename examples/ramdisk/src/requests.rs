//! `HW_STARTIO`: requests arrive here, and most are answered here.

use miniport::prelude::*;

use crate::adapter::Adapter;
use crate::command::{self, Refusal};
use crate::dump::POINTERS;
use crate::later::{fail, finish, queue_later};

#[hw_startio]
#[allow(clippy::unnecessary_wraps, reason = "the signature of the role")]
pub fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let Address {
        path_id,
        target_id,
        lun,
    } = srb.address();
    match (path_id, target_id, srb.function()) {
        (0, 0, SrbFunction::ExecuteScsi) => execute(adapter, cx, srb),
        (0, 0, SrbFunction::ResetLogicalUnit | SrbFunction::Flush | SrbFunction::Shutdown)
            if !has_unit(adapter, cx, lun) =>
        {
            fail(cx, srb, SrbStatus::InvalidLun);
        }
        (0, 0, SrbFunction::ResetLogicalUnit) => reset(adapter, cx, srb, Some(lun)),
        (0, 0, SrbFunction::ResetDevice) | (0, _, SrbFunction::ResetBus) => {
            reset(adapter, cx, srb, None);
        }
        // Nothing is cached, and memory has no power states.
        (0, 0, SrbFunction::Flush | SrbFunction::Shutdown)
        | (_, _, SrbFunction::Power | SrbFunction::Pnp) => srb.complete(cx, SrbStatus::Success),
        (0, 0, SrbFunction::DumpPointers) if adapter.area_of(lun).is_some() => {
            srb.answer_dump_pointers(cx, &POINTERS, |adapter| &adapter.area);
        }
        // They are of the adapter, and stay as long.
        (0, 0, SrbFunction::FreeDumpPointers) if adapter.area_of(lun).is_some() => {
            srb.complete(cx, SrbStatus::Success);
        }
        (0, 0, _) => fail(cx, srb, SrbStatus::InvalidRequest),
        (0, _, _) => fail(cx, srb, SrbStatus::InvalidTargetId),
        _ => fail(cx, srb, SrbStatus::InvalidPathId),
    }
    Ok(())
}

/// There is a unit of this number.
fn has_unit(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, lun: u8) -> bool {
    adapter
        .state
        .lock(cx, |state, _| state.units.get_mut(lun).is_some())
}

/// Runs a SCSI command, or leaves it to the work item: under one acquisition of the lock, so that a reset finds every request that it
/// has to end.
fn execute(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) {
    let queue = adapter.state.lock(cx, |state, cx| {
        let answer = if state.removed {
            Err(Refusal::Status(SrbStatus::NoDevice))
        } else {
            command::execute(&mut state.units, adapter.area_of(srb.address().lun), &srb)
        };
        match answer {
            Err(Refusal::Later) => state.leave(cx, srb),
            answer => {
                finish(cx, srb, answer);
                false
            }
        }
    });
    if queue {
        queue_later(adapter, cx);
    }
}

/// Resets one unit or all, and ends the requests that run and wait for them.
fn reset(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>, lun: Option<u8>) {
    adapter.state.lock(cx, |state, cx| {
        state.units.reset(lun);
        while let Some(ended) = state.take(lun) {
            fail(cx, ended, SrbStatus::BusReset);
        }
    });
    srb.complete(cx, SrbStatus::Success);
}
