//! The queues of a controller: admin and I/O, by their identifiers.

use super::command::{COMMAND_BYTES, COMPLETION_BYTES, Completion};
use super::controller::Controller;
use super::mistake::Mistake;
use super::queue::{CompletionQueue, QueueMemory, SubmissionQueue};
use crate::device::Bus;

/// Every queue that exists.
#[derive(Debug)]
pub(super) struct Queues {
    submission: Vec<Option<SubmissionQueue>>,
    completion: Vec<Option<CompletionQueue>>,
    had_io: bool,
}

impl Queues {
    pub fn new(io_queues: u16) -> Self {
        let count = usize::from(io_queues) + 1;
        Self {
            submission: (0..count).map(|_| None).collect(),
            completion: (0..count).map(|_| None).collect(),
            had_io: false,
        }
    }

    pub fn clear(&mut self) {
        self.submission.fill_with(|| None);
        self.completion.fill_with(|| None);
        self.had_io = false;
    }

    pub fn submission(&mut self, id: u16) -> Option<&mut SubmissionQueue> {
        self.submission.get_mut(usize::from(id))?.as_mut()
    }

    pub fn completion(&mut self, id: u16) -> Option<&mut CompletionQueue> {
        self.completion.get_mut(usize::from(id))?.as_mut()
    }

    pub fn set_submission(&mut self, id: u16, queue: Option<SubmissionQueue>) {
        if let Some(place) = self.submission.get_mut(usize::from(id)) {
            *place = queue;
        }
    }

    pub fn set_completion(&mut self, id: u16, queue: Option<CompletionQueue>) {
        if let Some(place) = self.completion.get_mut(usize::from(id)) {
            *place = queue;
            // A submission queue needs one, so that these tell of both.
            self.had_io |= id != 0;
        }
    }

    /// The submission queues that use a completion queue.
    pub fn users(&self, completion: u16) -> impl Iterator<Item = u16> + '_ {
        let users = (0..).zip(&self.submission);
        users
            .filter_map(move |(id, queue)| (queue.as_ref()?.completion == completion).then_some(id))
    }

    /// Whether there was an I/O queue since the controller was enabled.
    pub fn had_io(&self) -> bool {
        self.had_io
    }

    /// I/O submission queues that exist.
    pub fn io_count(&self) -> usize {
        self.submission.iter().skip(1).flatten().count()
    }
}

impl Controller {
    /// Makes the admin queues as the registers say; whether that is possible.
    pub fn create_admin_queues(&mut self) -> bool {
        let registers = &self.registers;
        let (submission, completion, page) = (
            registers.admin_submission,
            registers.admin_completion,
            self.page(),
        );
        let sizes = [
            registers.admin_attributes & 0xFFF,
            registers.admin_attributes >> 16 & 0xFFF,
        ];
        if !submission.is_multiple_of(page)
            || !completion.is_multiple_of(page)
            || sizes.contains(&0)
        {
            return false;
        }
        let [submission_size, completion_size] = sizes.map(|size| size + 1);
        let submission =
            SubmissionQueue::new(QueueMemory::Contiguous(submission), submission_size, 0);
        let completion = CompletionQueue::new(
            QueueMemory::Contiguous(completion),
            completion_size,
            Some(0),
        );
        self.queues.set_submission(0, Some(submission));
        self.queues.set_completion(0, Some(completion));
        true
    }

    /// Posts the completions of a queue as long as it has room.
    pub fn post(&mut self, bus: &mut dyn Bus, id: u16) {
        while let Some(queue) = self.queues.completion(id) {
            if queue.is_full() || queue.waiting.is_empty() {
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
            self.tell(id, vector);
        }
        true
    }
}

/// Bytes of the entries of a queue.
pub(super) fn queue_bytes(entries: u32, completion: bool) -> u64 {
    u64::from(entries)
        * if completion {
            COMPLETION_BYTES
        } else {
            COMMAND_BYTES
        } as u64
}
