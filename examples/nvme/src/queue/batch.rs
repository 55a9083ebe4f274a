//! Some completions at a time: what leaves a queue under its lock, and is worked on without it.

use super::Finished;

/// How many completions are taken under one acquisition of the lock, which keeps interrupts out meanwhile.
const ROOM: usize = 16;

/// Up to 16 ends of commands.
pub struct Batch {
    finished: [Option<Finished>; ROOM],
    length: usize,
}

impl Batch {
    /// None yet.
    pub const fn new() -> Self {
        Self {
            finished: [const { None }; ROOM],
            length: 0,
        }
    }

    /// There is no more room: there may be more completions.
    pub const fn is_full(&self) -> bool {
        self.length == ROOM
    }

    /// Adds one, if there is room.
    pub fn push(&mut self, finished: Finished) {
        if let Some(place) = self.finished.get_mut(self.length) {
            *place = Some(finished);
            self.length += 1;
        }
    }

    /// Takes all out, in the order in which they came.
    pub fn drain(&mut self) -> impl Iterator<Item = Finished> + '_ {
        let length = core::mem::take(&mut self.length);
        self.finished
            .iter_mut()
            .take(length)
            .filter_map(Option::take)
    }
}
