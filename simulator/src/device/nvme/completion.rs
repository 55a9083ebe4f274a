//! The end of a command: it completes, or a fault prevents that, and its completion is posted.

use super::command::{Command, Completion, Outcome};
use super::controller::Controller;
use super::fault::Effect;
use super::mistake::Mistake;
use super::phase::Phase;
use super::status::Status;
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
        let completion = match effect {
            Some(Effect::Lose) => return,
            Some(Effect::Misname(id)) => Completion { id, ..completion },
            Some(Effect::Silent) => Completion {
                silent: true,
                ..completion
            },
            _ => completion,
        };
        self.complete(bus, completion);
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

    /// Posts the completions of a queue as long as it has room.
    pub fn post(&mut self, bus: &mut dyn Bus, id: u16) {
        while let Some(queue) = self.queues.completion(id) {
            if queue.is_full() {
                return;
            }
            let Some(completion) = queue.waiting.pop_front() else {
                return;
            };
            if !self.post_one(bus, id, completion) {
                self.mistakes.note(Mistake::QueueMemory {
                    queue: id,
                    completion: true,
                });
                self.fail();
                return;
            }
        }
    }

    fn post_one(&mut self, bus: &mut dyn Bus, id: u16, completion: Completion) -> bool {
        let mut head = 0;
        if let Some(submission) = self.queues.submission(completion.queue) {
            head = submission.report();
            if let Some(freed) = completion.freed {
                submission.outstanding.remove(&freed);
            }
        }
        let Some(queue) = self.queues.completion(id) else {
            return true;
        };
        if queue.post(bus, completion, head).is_err() {
            return false;
        }
        if let Some(vector) = queue.vector.filter(|_| !completion.silent) {
            if !std::mem::replace(&mut queue.told, true) {
                self.interrupts.set_busy(vector, true);
            }
            let coalescing = self.features.coalescing(vector).filter(|_| id != 0);
            self.interrupts.tell(vector, coalescing, self.time);
        }
        true
    }

    /// Completes requests with events.
    pub fn report_events(&mut self, bus: &mut dyn Bus) {
        while self.is_processing() {
            let Some((request, event)) = self.events.take() else {
                return;
            };
            self.logs.statistics.events += 1;
            self.finish(bus, &request, Ok(event.result()), None);
        }
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
