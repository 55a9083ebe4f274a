//! Late requests: their commands are aborted.

use miniport::prelude::*;

use super::events::after;
use crate::adapter::Adapter;
use crate::command::{CommandId, admin};
use crate::controller::{Managing, Trouble, execute};
use crate::halt::NUMBERS;
use crate::queue::Stage;

/// Aborts the commands of all late requests. Those that stay all the same end with a reset.
pub fn abort_late(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    for number in NUMBERS.skip(1) {
        while let Some(id) = next_late(adapter, cx, number) {
            debug_print!(1, "nvme: aborts command {:04x}h of queue {number}\n", id.0);
            let queue = u16::try_from(number).unwrap_or_default();
            match execute(&mut Managing { cx, adapter }, admin::abort(queue, id)) {
                // Its completion comes, or has come, by its queue.
                Ok(_) | Err(Trouble::Refused(_)) => {}
                Err(trouble) => return after(adapter, Err(trouble)),
            }
        }
    }
}

/// A late request of a queue, which from now on counts as aborted.
fn next_late(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, number: u32) -> Option<CommandId> {
    adapter.queues.lock(cx, number, |queue, _| {
        let (id, request) = queue
            .requests()
            .find(|(_, request)| request.stage == Stage::Late)?;
        request.stage = Stage::Aborted;
        request.deadline = adapter.clock.last_deadline(request.srb.timeout_seconds());
        Some(id)
    })
}
