//! A PCI function: its device, what the system assigned to it, how it interrupts.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use super::space::{Mapping, Space};
use crate::device::{Bar, BarKind, Device};
use crate::kernel::level::DIRQL;
use crate::kernel::lock::{Class, Lock};

/// How a function interrupts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Not at all.
    None,
    /// By its line.
    Line,
    /// By messages, under one lock.
    All,
    /// By messages, each under its own lock.
    PerMessage,
}

/// The locks of interrupts: one for each message, and all of them together.
pub(crate) static INTERRUPT: Class = Class {
    name: "InterruptLock",
    one: "lock of a message",
    rank: 2,
    irql: DIRQL,
};

/// The interrupt service routines of a driver, handed down when interrupts are connected.
#[derive(Clone, Default)]
pub(crate) struct Handlers {
    /// Of the line: whether the interrupt was the function's.
    pub line: Option<Rc<dyn Fn() -> bool>>,
    /// Of messages, by their number.
    pub message: Option<Rc<dyn Fn(u32)>>,
    /// The lock of the line, or of a message, where it is not the function's own.
    pub lock: Option<Rc<dyn Fn(Option<u32>) -> Lock>>,
}

/// A base address register with the address that it was given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    pub bar: usize,
    pub kind: Bar,
    pub address: u64,
}

/// A message that was granted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message {
    pub address: u64,
    pub data: u32,
    pub processor: usize,
    /// It came and its handler has not begun.
    pub pending: bool,
}

/// An interrupt that was assigned to a function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interrupt {
    /// The number of the message; `None` for the line.
    pub message: Option<u32>,
    /// The vector, as translated resources have it.
    pub vector: u32,
}

/// A PCI function and what the system assigned to it.
pub(crate) struct Function {
    /// The number of the adapter or device that has it: for rules, locks and the memory that it may reach.
    pub owner: usize,
    /// `None` once its owner is removed.
    pub(super) device: RefCell<Option<Box<dyn Device>>>,
    pub bus: u32,
    pub slot: u32,
    pub ranges: Vec<Range>,
    /// How many messages the system grants; 0 for the line.
    pub granted: u32,
    /// Every message has an address of its own (MSI-X); those of MSI have one together, and so one processor.
    pub has_table: bool,
    pub mode: Cell<Mode>,
    pub messages: RefCell<Vec<Message>>,
    pub(super) handlers: RefCell<Handlers>,
    /// Interrupts are delivered.
    pub(super) connected: Cell<bool>,
    /// Handlers that have begun and are not over.
    pub(super) handling: Cell<u32>,
    /// The device drives its line.
    pub(super) line: Cell<bool>,
    /// How often the line changed.
    pub(super) changes: Cell<u64>,
    /// How many registers were written.
    pub(super) writes: Cell<u64>,
    /// The coroutine that had the line lowered, by what it wrote or read.
    pub(super) lowered_by: Cell<Option<usize>>,
    /// The handler of the line is about to run.
    pub(super) line_pending: Cell<bool>,
    /// How often the handler returned while the line was still raised.
    pub(super) storm: Cell<u32>,
    /// When the device wants to work next.
    pub(super) due: Cell<u64>,
    /// The times at which the calendar has an event for it.
    pub(super) calendar: RefCell<BTreeSet<u64>>,
    /// It was pulled out, or has no power: reads give ones.
    pub(super) gone: Cell<bool>,
    pub(super) pulled: Cell<bool>,
    /// Others interrupt by the same line.
    pub(super) shared: bool,
}

impl Function {
    /// The interrupts that were assigned: the messages, or the line.
    pub fn interrupts(&self) -> Vec<Interrupt> {
        let interrupt = |message: Option<u32>, number| Interrupt {
            message,
            // Vectors of the system are numbers that nobody else has.
            vector: 0x40 + self.slot + (number << 8),
        };
        if self.granted != 0 {
            (0..self.granted)
                .map(|id| interrupt(Some(id), id + 1))
                .collect()
        } else if self.mode.get() == Mode::Line {
            vec![interrupt(None, 0)]
        } else {
            Vec::new()
        }
    }

    /// What a mapping of a range would be that was assigned to the function.
    pub fn mapping(&self, address: u64, length: u64, space: Space) -> Option<Mapping> {
        let range = self.ranges.iter().find(|range| {
            (range.kind.kind == BarKind::Io) == (space == Space::Ports)
                && address >= range.address
                && address + length <= range.address + range.kind.size
        })?;
        Some(Mapping {
            owner: self.owner,
            bar: range.bar,
            offset: address - range.address,
            length,
            space,
            mapped: true,
        })
    }

    /// How many messages the driver may be interrupted by.
    pub fn message_count(&self) -> u32 {
        u32::try_from(self.messages.borrow().len()).unwrap_or(0)
    }

    /// Runs a handler.
    pub(super) fn handle<R>(&self, handler: impl FnOnce() -> R) -> R {
        self.handling.set(self.handling.get() + 1);
        let result = handler();
        self.handling.set(self.handling.get() - 1);
        result
    }

    /// Whether a handler has begun and is not over.
    pub fn is_handled(&self) -> bool {
        self.handling.get() != 0
    }

    /// The lock of the line, and of all messages together.
    pub fn interrupt_lock(&self) -> Lock {
        Lock::all(&INTERRUPT, self.owner)
    }

    /// The lock of a message.
    pub fn message_lock(&self, id: u32) -> Lock {
        match self.mode.get() {
            Mode::PerMessage => Lock::one(&INTERRUPT, self.owner, id as usize),
            _ => self.interrupt_lock(),
        }
    }

    /// The lock that the handler of the line or of a message is called with.
    pub(super) fn handler_lock(&self, message: Option<u32>) -> Lock {
        let given = self.handlers.borrow().lock.clone();
        match (given, message) {
            (Some(lock), _) => lock(message),
            (None, Some(id)) => self.message_lock(id),
            (None, None) => self.interrupt_lock(),
        }
    }

    /// Which routines are called from now on.
    pub fn set_handlers(&self, handlers: Handlers) {
        *self.handlers.borrow_mut() = handlers;
    }
}
