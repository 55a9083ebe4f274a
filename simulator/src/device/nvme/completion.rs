//! The end of a command: it is done, or a fault meets it, and it completes.

use super::command::{Command, Completion, Outcome};
use super::controller::Controller;
use super::fault::Effect;
use super::life::Phase;
use super::mistake::Mistake;
use super::status::Status;
use super::work::Running;
use crate::device::Bus;

/// Failures that only a driver's error brings about.
const AVOIDABLE: [Status; 9] = [
    Status::PRP_OFFSET_INVALID,
    Status::COMMAND_SEQUENCE_ERROR,
    Status::COMPLETION_QUEUE_INVALID,
    Status::INVALID_QUEUE_ID,
    Status::INVALID_QUEUE_SIZE,
    Status::INVALID_QUEUE_DELETION,
    Status::INVALID_INTERRUPT_VECTOR,
    Status::ABORT_LIMIT_EXCEEDED,
    Status::EVENT_REQUEST_LIMIT_EXCEEDED,
];

impl Controller {
    /// Does a command whose time has come.
    pub fn execute(&mut self, bus: &mut dyn Bus, running: &Running) {
        if self.removed || (self.life.fatal && self.life.phase == Phase::Ready) {
            return;
        }
        let command = &running.command;
        let outcome = match running.effect {
            Some(Effect::Fail(status)) => Some(Err(status)),
            Some(Effect::Fatal) => return self.fail(),
            Some(Effect::Remove) => {
                self.removed = true;
                return self.lose_power();
            }
            _ if command.queue == 0 => self.execute_admin(bus, command),
            _ => Some(self.execute_io(bus, command)),
        };
        if let Some(outcome) = outcome {
            self.finish(bus, command, outcome, running.effect);
        }
    }

    /// Completes a command.
    pub fn finish(
        &mut self,
        bus: &mut dyn Bus,
        command: &Command,
        outcome: Outcome,
        effect: Option<Effect>,
    ) {
        if self.life.phase != Phase::Ready {
            return;
        }
        let injected = matches!(effect, Some(Effect::Fail(_)));
        let completion = match outcome {
            Ok(result) => Completion::new(command, result, Status::SUCCESS),
            Err(status) => {
                Completion::new(command, 0, self.note_failure(command, status, injected))
            }
        };
        match effect {
            Some(Effect::Lose) => {}
            Some(Effect::Misname(id)) => self.complete(bus, Completion { id, ..completion }),
            Some(Effect::Silent) => self.complete(
                bus,
                Completion {
                    silent: true,
                    ..completion
                },
            ),
            _ => self.complete(bus, completion),
        }
    }

    pub fn complete(&mut self, bus: &mut dyn Bus, completion: Completion) {
        let Some(submission) = self.queues.submission(completion.queue) else {
            return;
        };
        let id = submission.completion;
        if let Some(queue) = self.queues.completion(id) {
            queue.waiting.push_back(completion);
        }
        self.post(bus, id);
    }

    /// Enters a failure into the error log and the list of mistakes.
    fn note_failure(&mut self, command: &Command, status: Status, injected: bool) -> Status {
        if status.is(Status::ABORT_REQUESTED) || status.is(Status::QUEUE_DELETED) {
            return status;
        }
        let (queue, id) = (command.queue, command.id());
        if injected {
            // Not the driver's.
        } else if status.is(Status::DATA_TRANSFER_ERROR) {
            self.mistakes.note(Mistake::Transfer { queue, id });
        } else if AVOIDABLE.iter().any(|avoidable| status.is(*avoidable)) {
            self.mistakes.note(Mistake::Command {
                queue,
                opcode: command.opcode(),
                status,
            });
        }
        if status.status_type() == 2 {
            self.logs.health.media_errors += 1;
        }
        let status = status.more();
        self.logs.note_command(command, status);
        status
    }
}
