//! Virtual time: what each thing costs, and the events that time brings.
//!
//! Time is counted in nanoseconds and moves only when something that has a cost happens, or when there is nothing left
//! to do before the next event. The computation inside of a callback is free: only what the port driver sees is counted.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Costs in virtual nanoseconds.
///
/// | what | cost |
/// | --- | --- |
/// | a callback: its call and its return | 250 ns |
/// | a `StorPort*` routine | 40 ns |
/// | a spin lock that is free | 20 ns more |
/// | a DPC or a timer, from its cause to its routine | 400 ns |
/// | an interrupt, from its cause to its handler | 1 µs |
/// | a read of a device register | 500 ns more |
/// | a write of a device register | 60 ns more: it is posted |
/// | an access to an I/O port | 1 µs more |
/// | a work item, from its cause to its routine | 4 µs |
/// | completing a request to its sender | 600 ns |
pub mod cost {
    /// A callback: its call and its return.
    pub const CALLBACK: u64 = 250;
    /// A `StorPort*` routine.
    pub const ROUTINE: u64 = 40;
    /// What a spin lock costs more.
    pub const LOCK: u64 = 20;
    /// From the cause of a DPC to its routine.
    pub const DPC: u64 = 400;
    /// From the cause of a work item to its routine.
    pub const WORK_ITEM: u64 = 4_000;
    /// From the cause of an interrupt to its handler.
    pub const INTERRUPT: u64 = 1_000;
    /// What a read of a device register costs more.
    pub const REGISTER_READ: u64 = 500;
    /// What a write of a device register costs more.
    pub const REGISTER_WRITE: u64 = 60;
    /// What an access to an I/O port costs more.
    pub const PORT: u64 = 1_000;
    /// Completing a request to its sender.
    pub const COMPLETION: u64 = 600;
}

/// Limits in virtual nanoseconds.
pub(crate) mod limit {
    /// The longest `StorPortStallExecution` (Driver Verifier: 0.1 s).
    pub const STALL: u64 = 100_000_000;
    /// The longest an interrupt handler may take.
    pub const INTERRUPT: u64 = 50_000;
    /// The longest a callback at `DISPATCH_LEVEL` may take before it is reported.
    pub const DISPATCH: u64 = 100_000_000;
    /// How often one callback may access registers before it is taken to wait for what never comes.
    pub const ACCESSES: u32 = 4_000_000;
}

pub(crate) const MICROSECOND: u64 = 1_000;
pub(crate) const MILLISECOND: u64 = 1_000_000;
pub(crate) const SECOND: u64 = 1_000_000_000;

/// What happens when its time has come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// A sleeping coroutine goes on.
    Wake { fiber: usize },
    /// The timer of `RequestTimerCall`.
    Timer { adapter: usize, generation: u64 },
    /// A timer of `StorPortRequestTimer`.
    TimerEx {
        adapter: usize,
        timer: usize,
        generation: u64,
    },
    /// The device of an adapter wants to work.
    Device { adapter: usize, at: u64 },
    /// Looks for requests that are late.
    Watchdog { adapter: usize },
    /// A request that was busy is tried again.
    Retry {
        adapter: usize,
        request: u32,
        generation: u32,
    },
    /// The end of `StorPortPause` or `StorPortPauseDevice`.
    Resume {
        adapter: usize,
        unit: Option<u32>,
        generation: u64,
    },
}

#[derive(Debug)]
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
#[derive(Debug)]
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
