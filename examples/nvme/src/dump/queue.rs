//! A queue pair in which one command runs at a time.

use super::memory::{ENTRIES, Memory};
use crate::command::{Command, CommandId, Completion};
use crate::queue::Ring;

/// A queue pair.
#[derive(Debug)]
pub struct Pair {
    number: usize,
    ring: Ring,
}

/// The identifier of every command: there is one.
const ID: CommandId = CommandId::new(0, 0);

impl Pair {
    /// Number `number`, which has just been created.
    pub const fn new(number: usize) -> Self {
        Self {
            number,
            ring: Ring::new(ENTRIES),
        }
    }

    /// Gives a command to the controller. None runs.
    pub fn submit(&mut self, memory: &Memory, command: Command) {
        let entry = self.ring.tail();
        let tail = self.ring.submitted();
        memory.submit(self.number, entry, command.identified(ID), tail);
    }

    /// The completion of the command that runs, if it is there.
    pub fn take(&mut self, memory: &Memory) -> Option<Completion> {
        let ring = self.ring;
        let is_new = |phase| ring.is_new(phase);
        let completion = memory.completion(self.number, ring.head(), is_new)?;
        let head = self.ring.completed(completion.submission_head());
        memory.taken(self.number, head);
        Some(completion)
    }
}
