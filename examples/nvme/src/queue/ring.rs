//! Where a queue pair is: tail, head and phase.

/// The positions of a submission queue and its completion queue, which have the same number of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ring {
    entries: u16,
    tail: u16,
    submission_head: u16,
    head: u16,
    phase: bool,
}

impl Ring {
    /// A pair of empty queues, as they are when they have been created. A queue has two entries at least.
    pub const fn new(entries: u16) -> Self {
        Self {
            entries,
            tail: 0,
            submission_head: 0,
            head: 0,
            phase: true,
        }
    }

    /// The submission queue has no room: one entry always stays free.
    pub const fn is_full(&self) -> bool {
        self.next(self.tail) == self.submission_head
    }

    /// The entry for the next command.
    pub const fn tail(&self) -> usize {
        self.tail as usize
    }

    /// The entry has been filled: the value for the doorbell.
    pub const fn submitted(&mut self) -> u32 {
        self.tail = self.next(self.tail);
        self.tail as u32
    }

    /// The entry of the next completion.
    pub const fn head(&self) -> usize {
        self.head as usize
    }

    /// A completion with this phase tag is new.
    pub const fn is_new(&self, phase: bool) -> bool {
        phase == self.phase
    }

    /// A completion was taken, which says that the controller has taken commands up to `submission_head`: the value for the
    /// doorbell.
    pub const fn completed(&mut self, submission_head: u16) -> u32 {
        if submission_head < self.entries {
            self.submission_head = submission_head;
        }
        self.head = self.next(self.head);
        if self.head == 0 {
            self.phase = !self.phase;
        }
        self.head as u32
    }

    const fn next(&self, position: u16) -> u16 {
        let next = position + 1;
        if next >= self.entries { 0 } else { next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_entry_stays_free() {
        let mut ring = Ring::new(4);
        for tail in 1..4 {
            assert!(!ring.is_full());
            assert_eq!(ring.submitted(), tail);
        }
        assert!(ring.is_full());
        assert_eq!(ring.completed(1), 1);
        assert!(!ring.is_full());
        assert_eq!(ring.submitted(), 0);
        assert!(ring.is_full());
    }

    #[test]
    fn the_phase_changes_with_each_turn() {
        let mut ring = Ring::new(3);
        let phases: [bool; 7] = core::array::from_fn(|_| {
            let new = ring.is_new(true);
            ring.completed(0);
            new
        });
        assert_eq!(phases, [true, true, true, false, false, false, true]);
    }

    #[test]
    fn a_head_that_cannot_be_is_ignored() {
        let mut ring = Ring::new(2);
        ring.submitted();
        assert!(ring.is_full());
        ring.completed(u16::MAX);
        assert!(ring.is_full());
    }
}
