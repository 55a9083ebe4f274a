//! Abort.

use crate::device::Bus;
use crate::device::nvme::command::{Command, Outcome};
use crate::device::nvme::controller::Controller;
use crate::device::nvme::fault::admin;
use crate::device::nvme::identify::ABORT_LIMIT;
use crate::device::nvme::status::Status;

/// Dword 0 of the completion: the command was not aborted.
const NOT_ABORTED: u32 = 1;

impl Controller {
    /// Ends a command that was fetched and is not completed; its completion comes before that of the Abort.
    pub(super) fn abort(&mut self, bus: &mut dyn Bus, command: &Command) -> Outcome {
        let others = self
            .work
            .count(|other| other.queue == 0 && other.opcode() == admin::ABORT);
        if others >= ABORT_LIMIT {
            return Err(Status::ABORT_LIMIT_EXCEEDED);
        }
        let (queue, id) = (command.low(10), command.high(10));
        let mut found = self
            .work
            .take(|other| other.queue == queue && other.id() == id);
        if queue == 0 {
            found.extend(self.events.withdraw(id));
        }
        if found.is_empty() {
            return Ok(NOT_ABORTED);
        }
        for other in found {
            self.logs.statistics.aborted += 1;
            self.finish(bus, &other, Err(Status::ABORT_REQUESTED), None);
        }
        Ok(0)
    }
}
