//! Submission and completion queues: rings in the machine's memory.

use std::collections::{HashSet, VecDeque};

use super::command::{COMMAND_BYTES, COMPLETION_BYTES, Completion};
use crate::device::{Bus, BusError};

/// Where the entries of a queue are.
#[derive(Debug, Clone)]
pub(super) enum QueueMemory {
    /// In one piece.
    Contiguous(u64),
    /// In pages of this size.
    Pages(Vec<u64>, u64),
}

impl QueueMemory {
    fn address(&self, index: u32, entry: usize) -> u64 {
        let offset = u64::from(index) * entry as u64;
        match self {
            Self::Contiguous(base) => base.wrapping_add(offset),
            Self::Pages(pages, size) => {
                let page = usize::try_from(offset / size)
                    .ok()
                    .and_then(|page| pages.get(page));
                page.map_or(u64::MAX, |page| page.wrapping_add(offset % size))
            }
        }
    }
}

/// Why a doorbell value is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InvalidValue;

/// A ring that the host fills with commands.
#[derive(Debug)]
pub(super) struct SubmissionQueue {
    pub memory: QueueMemory,
    pub size: u32,
    pub completion: u16,
    pub head: u32,
    pub tail: u32,
    /// The head that the host knows from completions.
    reported: u32,
    /// Identifiers of commands that are fetched and not completed.
    pub outstanding: HashSet<u16>,
    /// Whether the queue waits for its turn.
    pub in_turn: bool,
}

impl SubmissionQueue {
    pub fn new(memory: QueueMemory, size: u32, completion: u16) -> Self {
        Self {
            memory,
            size,
            completion,
            head: 0,
            tail: 0,
            reported: 0,
            outstanding: HashSet::new(),
            in_turn: false,
        }
    }

    pub fn has_commands(&self) -> bool {
        self.head != self.tail
    }

    /// The host moved the tail.
    pub fn ring(&mut self, tail: u32) -> Result<(), InvalidValue> {
        if tail >= self.size {
            return Err(InvalidValue);
        }
        let added = distance(self.tail, tail, self.size);
        let used = distance(self.reported, self.tail, self.size);
        if added == 0 || used + added > self.size - 1 {
            return Err(InvalidValue);
        }
        self.tail = tail;
        Ok(())
    }

    /// Takes the command at the head.
    pub fn fetch(&mut self, bus: &mut dyn Bus) -> Result<[u8; COMMAND_BYTES], BusError> {
        let mut bytes = [0; COMMAND_BYTES];
        bus.dma_read(self.memory.address(self.head, COMMAND_BYTES), &mut bytes)?;
        self.head = (self.head + 1) % self.size;
        Ok(bytes)
    }

    /// The head, which the host gets to know now.
    pub fn report(&mut self) -> u16 {
        self.reported = self.head;
        (self.head & 0xFFFF) as u16
    }
}

/// A ring that the controller fills with completions.
#[derive(Debug)]
pub(super) struct CompletionQueue {
    pub memory: QueueMemory,
    pub size: u32,
    /// The interrupt vector, if the queue interrupts.
    pub vector: Option<u16>,
    pub head: u32,
    pub tail: u32,
    phase: bool,
    /// Whether the host was told of the completions that are in the queue.
    pub told: bool,
    /// Completions for which there is no place yet.
    pub waiting: VecDeque<Completion>,
}

impl CompletionQueue {
    pub fn new(memory: QueueMemory, size: u32, vector: Option<u16>) -> Self {
        Self {
            memory,
            size,
            vector,
            head: 0,
            tail: 0,
            phase: true,
            told: false,
            waiting: VecDeque::new(),
        }
    }

    pub fn is_full(&self) -> bool {
        (self.tail + 1) % self.size == self.head
    }

    /// Whether the host has taken every completion.
    pub fn is_empty(&self) -> bool {
        self.head == self.tail
    }

    /// The host moved the head.
    pub fn ring(&mut self, head: u32) -> Result<(), InvalidValue> {
        if head >= self.size {
            return Err(InvalidValue);
        }
        let taken = distance(self.head, head, self.size);
        if taken == 0 || taken > distance(self.head, self.tail, self.size) {
            return Err(InvalidValue);
        }
        self.head = head;
        Ok(())
    }

    /// Writes a completion at the tail. The queue must not be full.
    pub fn post(
        &mut self,
        bus: &mut dyn Bus,
        completion: Completion,
        head: u16,
    ) -> Result<(), BusError> {
        let bytes = completion.to_bytes(head, self.phase);
        bus.dma_write(self.memory.address(self.tail, COMPLETION_BYTES), &bytes)?;
        self.tail += 1;
        if self.tail == self.size {
            self.tail = 0;
            self.phase = !self.phase;
        }
        Ok(())
    }
}

/// Steps forward from one index to another on a ring.
fn distance(from: u32, to: u32, size: u32) -> u32 {
    if to >= from {
        to - from
    } else {
        size - from + to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_that_overtake_are_refused() {
        let mut queue = SubmissionQueue::new(QueueMemory::Contiguous(0), 4, 1);
        assert_eq!(queue.ring(4), Err(InvalidValue), "out of range");
        assert_eq!(queue.ring(0), Err(InvalidValue), "nothing new");
        assert_eq!(queue.ring(3), Ok(()));
        queue.head = 3;
        assert_eq!(
            queue.ring(1),
            Err(InvalidValue),
            "the host does not know that places are free"
        );
        queue.report();
        assert_eq!(queue.ring(2), Ok(()));
    }

    #[test]
    fn heads_that_overtake_are_refused() {
        let mut queue = CompletionQueue::new(QueueMemory::Contiguous(0), 4, None);
        assert_eq!(queue.ring(1), Err(InvalidValue));
        queue.tail = 2;
        assert_eq!(queue.ring(3), Err(InvalidValue));
        assert_eq!(queue.ring(2), Ok(()));
        assert!(queue.is_empty());
    }

    #[test]
    fn pages_of_a_queue() {
        let memory = QueueMemory::Pages(vec![0x5000, 0x1000], 4096);
        assert_eq!(memory.address(63, COMMAND_BYTES), 0x5FC0);
        assert_eq!(memory.address(64, COMMAND_BYTES), 0x1000);
        assert_eq!(memory.address(128, COMMAND_BYTES), u64::MAX);
    }
}
