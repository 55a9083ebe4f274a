//! `HW_STARTIO`: commands go to their queue, and requests that are no commands are seen to.

use core::sync::atomic::Ordering;

use miniport::prelude::*;

use crate::adapter::{Adapter, Stage};
use crate::command::Command;
use crate::finish::fail;
use crate::manage::Work;
use crate::queue::{self, Refused, Request, Running};

#[hw_startio]
#[allow(clippy::unnecessary_wraps, reason = "the signature of the role")]
pub fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    if let Some(command) = srb.extension().command() {
        submit(adapter, cx, srb, command);
        return Ok(());
    }
    let Address {
        path_id,
        target_id,
        lun,
    } = srb.address();
    match (path_id, target_id, srb.function()) {
        // Nothing happens to the controller in between: `HW_ADAPTER_CONTROL` says when it stops.
        (_, _, SrbFunction::Power | SrbFunction::Pnp) => srb.complete(cx, SrbStatus::Success),
        (0, 0, SrbFunction::ExecuteScsi | SrbFunction::Flush | SrbFunction::Shutdown) => {
            fail(cx, srb, adapter.life.stage().refusal());
        }
        (0, 0, SrbFunction::ResetLogicalUnit) if adapter.units.get(lun).is_none() => {
            fail(cx, srb, SrbStatus::InvalidLun);
        }
        (0, 0, SrbFunction::ResetLogicalUnit | SrbFunction::ResetDevice)
        | (0, _, SrbFunction::ResetBus) => reset(adapter, cx, srb),
        (0, 0, _) => fail(cx, srb, SrbStatus::InvalidRequest),
        (0, _, _) => fail(cx, srb, SrbStatus::InvalidTargetId),
        _ => fail(cx, srb, SrbStatus::InvalidPathId),
    }
    Ok(())
}

/// Gives a command to a queue: the one that Storport would have it in, or the next that has room.
fn submit(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>, command: Command) {
    let queues = adapter.io_queues.load(Ordering::Relaxed).max(1);
    let first = if queues > 1 {
        let routing = srb.routing(cx).map(|routing| routing.message);
        // Message `n` is that of queue `n`, and queue 0 is no I/O queue.
        routing.map_or_else(|| srb.tag(), |message| message.wrapping_sub(1)) as usize
    } else {
        0
    };
    let deadline = adapter.clock.deadline(srb.timeout_seconds());
    let mut running = Running::Request(Request {
        srb,
        deadline,
        stage: queue::Stage::Running,
    });
    for offset in 0..queues {
        let number = 1 + (first.wrapping_add(offset)) % queues;
        let hardware = adapter.hardware.queue(number);
        #[allow(clippy::cast_possible_truncation, reason = "below `QUEUES`")]
        let submitted = adapter.queues.lock(cx, number as u32, |queue, _| {
            queue.submit(hardware, command, running)
        });
        running = match submitted {
            Ok(_) => {
                adapter.clock.keep_running(adapter, cx);
                return;
            }
            Err(Refused::Full(running)) => running,
            Err(Refused::Closed(running)) => {
                give_back(cx, running, adapter.life.stage().refusal());
                return;
            }
        };
    }
    give_back(cx, running, SrbStatus::Busy);
}

fn give_back(cx: &mut StartIo<'_, Adapter>, running: Running, status: SrbStatus) {
    if let Running::Request(request) = running {
        fail(cx, request.srb, status);
    }
}

/// The work item resets the controller, which resets all units, and ends the request.
fn reset(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) {
    match adapter.life.stage() {
        Stage::Running | Stage::Halting | Stage::Stuck | Stage::Starting => {}
        stage => return fail(cx, srb, stage.refusal()),
    }
    match adapter.resets.lock(cx, |resets, _| resets.add(srb)) {
        Ok(()) => adapter.request_work(cx, Work::RESET),
        Err(srb) => fail(cx, srb, SrbStatus::Busy),
    }
}
