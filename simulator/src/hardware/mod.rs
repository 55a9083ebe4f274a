//! The hardware of an adapter: a PCI function on the machine's bus, with its registers, DMA and interrupts.

mod bus;
mod config;
mod connect;
mod enumerate;
mod interrupts;
mod offer;
mod options;
mod power;
mod registers;

pub(crate) use enumerate::AddressSpace;
pub use options::InterruptResources;
pub(crate) use registers::{Access, Mapping, Space};

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use crate::device::{Bar, Device};
use crate::memory::block::Block;

/// How an adapter is interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Not at all.
    None,
    /// By the line: `HwStorInterrupt`.
    Line,
    /// By messages, under the interrupt lock (`InterruptSynchronizeAll`).
    All,
    /// By messages, each under its own lock (`InterruptSynchronizePerMessage`).
    PerMessage,
}

/// A base address register with the address that it was given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    pub bar: usize,
    pub kind: Bar,
    pub address: u64,
}

/// A message that the adapter was granted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message {
    pub address: u64,
    pub data: u32,
    pub processor: usize,
    /// It came and its handler has not begun.
    pub pending: bool,
}

/// A PCI function and what the system assigned to it.
pub(crate) struct Hardware {
    /// `None` once the adapter is removed.
    device: RefCell<Option<Box<dyn Device>>>,
    pub bus: u32,
    pub slot: u32,
    pub ranges: Vec<Range>,
    /// How many messages the system grants; 0 for the line.
    granted: u32,
    /// Every message has an address of its own (MSI-X); those of MSI have one together, and so one processor.
    has_table: bool,
    pub mode: Cell<Mode>,
    pub messages: RefCell<Vec<Message>>,
    /// Interrupts are delivered.
    connected: Cell<bool>,
    /// The device drives its line.
    line: Cell<bool>,
    /// The handler of the line is about to run.
    line_pending: Cell<bool>,
    /// How often the handler returned while the line was still raised.
    storm: Cell<u32>,
    /// When the device wants to work next.
    due: Cell<u64>,
    /// The times at which the calendar has an event for it.
    calendar: RefCell<BTreeSet<u64>>,
    /// It was pulled out, or has no power: reads give ones.
    gone: Cell<bool>,
    pulled: Cell<bool>,
    /// Others interrupt by the same line.
    shared: bool,
    pub uncached: RefCell<Option<Block>>,
    /// DPCs run where they were asked for.
    pub dpc_here: Cell<bool>,
    /// `STOR_PERF_INTERRUPT_MESSAGE_RANGES`: the first and the last message.
    pub redirection: Cell<Option<(u32, u32)>>,
}

impl Hardware {
    /// How many messages the driver may be interrupted by.
    pub fn message_count(&self) -> u32 {
        u32::try_from(self.messages.borrow().len()).unwrap_or(0)
    }
}
