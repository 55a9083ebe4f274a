//! The clock of a machine, and the events that time brings.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::job::Work;

/// What happens when its time has come.
pub(crate) enum Event {
    /// A sleeping coroutine goes on.
    Wake(usize),
    /// Something is done outside of coroutines.
    Do(Work),
}

struct Due {
    at: u64,
    sequence: u64,
    event: Event,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.sequence) == (other.at, other.sequence)
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.sequence).cmp(&(other.at, other.sequence))
    }
}

/// The clock and the calendar of a machine.
pub(crate) struct Clock {
    now: Cell<u64>,
    /// When the next event is due: `u64::MAX` for never.
    next: Cell<u64>,
    sequence: Cell<u64>,
    calendar: RefCell<BinaryHeap<Reverse<Due>>>,
}

impl Clock {
    pub fn new() -> Self {
        Self {
            now: Cell::new(0),
            next: Cell::new(u64::MAX),
            sequence: Cell::new(0),
            calendar: RefCell::new(BinaryHeap::new()),
        }
    }

    pub fn now(&self) -> u64 {
        self.now.get()
    }

    pub fn pass(&self, nanoseconds: u64) {
        self.now.set(self.now.get() + nanoseconds);
    }

    /// When the next event is due.
    pub fn next(&self) -> Option<u64> {
        (self.next.get() != u64::MAX).then(|| self.next.get())
    }

    /// Whether an event is due now.
    pub fn is_due(&self) -> bool {
        self.next.get() <= self.now.get()
    }

    pub fn schedule(&self, delay: u64, event: Event) {
        let at = self.now.get().saturating_add(delay);
        let sequence = self.sequence.get();
        self.sequence.set(sequence + 1);
        self.calendar.borrow_mut().push(Reverse(Due {
            at,
            sequence,
            event,
        }));
        self.next.set(self.next.get().min(at));
    }

    /// Takes the next event and moves the clock to its time.
    pub fn take_next(&self) -> Option<Event> {
        let mut calendar = self.calendar.borrow_mut();
        let Reverse(due) = calendar.pop()?;
        self.next
            .set(calendar.peek().map_or(u64::MAX, |next| next.0.at));
        self.now.set(self.now.get().max(due.at));
        Some(due.event)
    }
}
