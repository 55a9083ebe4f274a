//! `HW_STARTIO`: requests arrive here, and most are answered here.

use miniport::prelude::*;

use crate::adapter::{Adapter, State};
use crate::command::{self, Refusal, Request};
use crate::later::{finish, leave};

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
        (0, 0, SrbFunction::ResetLogicalUnit) => reset(adapter, cx, srb, Some(lun)),
        (0, 0, SrbFunction::ResetDevice) | (0, _, SrbFunction::ResetBus) => {
            reset(adapter, cx, srb, None);
        }
        // Nothing is cached, and memory has no power states.
        (
            _,
            _,
            SrbFunction::Flush | SrbFunction::Shutdown | SrbFunction::Power | SrbFunction::Pnp,
        ) => {
            srb.complete(cx, SrbStatus::Success);
        }
        (0, 0, _) => srb.complete(cx, SrbStatus::InvalidRequest),
        (0, _, _) => srb.complete(cx, SrbStatus::InvalidTargetId),
        _ => srb.complete(cx, SrbStatus::InvalidPathId),
    }
    Ok(())
}

/// Runs a SCSI command, or leaves it to the work item.
fn execute(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) {
    let answer = adapter.state.lock(cx, |state, _| {
        if state.removed {
            return Err(Refusal::Status(SrbStatus::NoDevice));
        }
        let request = Request {
            lun: srb.address().lun,
            cdb: srb.cdb(),
            data: srb.data(),
        };
        command::execute(&mut state.units, &request)
    });
    match answer {
        Err(Refusal::Later) => leave(adapter, cx, srb),
        answer => finish(cx, srb, answer),
    }
}

/// Resets one unit or all, and ends the requests that wait for them.
fn reset(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>, lun: Option<u8>) {
    adapter.state.lock(cx, |state, cx| {
        state.units.reset(lun);
        let next = |state: &mut State| match lun {
            Some(lun) => state.waiting.pop_of(lun),
            None => state.waiting.pop(),
        };
        while let Some(waiting) = next(state) {
            waiting.complete(cx, SrbStatus::BusReset);
        }
    });
    srb.complete(cx, SrbStatus::Success);
}
