//! `HW_INITIALIZE` in dump mode: whatever the controller does ends, and it starts anew with the queues of the dump path.

use miniport::prelude::*;

use super::adapter::{DumpAdapter, State};
use super::execute::{execute, identify_controller};
use super::find::LONGEST;
use super::memory::{ENTRIES, QUEUES};
use crate::adapter::Information;
use crate::command::admin::{self, Feature};
use crate::controller::{self, Alone, Trouble};

#[dump_hw_initialize]
pub fn initialize_dump(dump: &DumpAdapter, cx: &mut Dumping<'_, DumpAdapter>) -> bool {
    bring_up(dump, cx)
        .inspect_err(|trouble| debug_print!(0, "nvme: no dump: {trouble}\n"))
        .is_ok()
}

fn bring_up(dump: &DumpAdapter, cx: &mut Dumping<'_, DumpAdapter>) -> Result<(), Trouble> {
    let memory = &dump.memory;
    let limit = memory.capabilities.timeout();
    controller::disable(&memory.registers, cx, &Alone, limit)?;
    (0..QUEUES).for_each(|queue| memory.clear(queue));
    *dump.state.get(cx) = State::new();
    let queues = memory.admin_queues();
    controller::enable(&memory.registers, cx, &Alone, queues, limit)?;
    let identified = identify_controller(dump, cx)?;
    let longest = identified.longest_transfer;
    let longest_transfer = longest.map_or(LONGEST, |longest| longest.min(LONGEST));
    let one = admin::set_feature(Feature::NumberOfQueues, admin::number_of_queues(1));
    execute(dump, cx, one)?;
    let (submissions, completions) = memory.queue(1);
    // Interrupts are off: the controller is not asked for any.
    execute(
        dump,
        cx,
        admin::create_completion_queue(1, ENTRIES, None, completions),
    )?;
    execute(
        dump,
        cx,
        admin::create_submission_queue(1, ENTRIES, submissions),
    )?;
    dump.state.get(cx).information = Some(Information {
        controller: identified,
        longest_transfer,
    });
    Ok(())
}
