//! The queues of a controller: admin and I/O, by their identifiers.

use super::command::{COMMAND_BYTES, COMPLETION_BYTES};
use super::queue::{CompletionQueue, SubmissionQueue};

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

/// Bytes of the entries of a queue.
pub(super) fn queue_bytes(entries: u32, completion: bool) -> u64 {
    u64::from(entries)
        * if completion {
            COMPLETION_BYTES
        } else {
            COMMAND_BYTES
        } as u64
}
