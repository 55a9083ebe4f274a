//! The hardware of an adapter: its registers, and the memory that it shares with the processors.

use miniport::prelude::*;

use crate::command::{Command, Completion};
use crate::controller::AdminQueues;
use crate::controller::registers::{Capabilities, Controller, Doorbells};
use crate::identify;

/// How many queue pairs there can be: the admin queue and 16 for I/O.
pub const QUEUES: usize = 1 + IO_QUEUES as usize;

/// How many I/O queue pairs there can be.
pub const IO_QUEUES: u32 = 16;

/// How many entries a queue has at most.
pub const ENTRIES: u16 = 256;

/// What lies where in the shared memory.
struct Layout {
    whole: DmaLayout,
    submissions: DmaRange<Command>,
    completions: DmaRange<Completion>,
    page: DmaRange<u8>,
}

/// Each queue begins at a page boundary: its entries fill whole pages.
const LAYOUT: Layout = {
    let mut whole = DmaLayout::new();
    let entries = QUEUES * ENTRIES as usize;
    Layout {
        submissions: whole.array(entries, 4096),
        completions: whole.array(entries, 4096),
        page: whole.array(identify::PAGE, 4096),
        whole,
    }
};

/// Registers and shared memory.
#[derive(ExtensionPart)]
pub struct Hardware {
    /// The registers.
    pub registers: Mmio<Controller>,
    /// What the controller can do.
    pub capabilities: Capabilities,
    doorbells: Doorbells,
    memory: DmaMemory,
}

/// The shared memory and the doorbells of one queue pair.
#[derive(Clone, Copy)]
pub struct QueueHardware<'h> {
    hardware: &'h Hardware,
    number: usize,
}

impl Hardware {
    /// The shared memory that an adapter needs.
    pub const fn layout() -> &'static DmaLayout {
        &LAYOUT.whole
    }

    /// Puts the parts together. `None` if the controller lacks something that this driver needs.
    pub fn new(
        registers: Mmio<Controller>,
        capabilities: Capabilities,
        memory: DmaMemory,
    ) -> Option<Self> {
        let doorbells = capabilities
            .doorbells(QUEUES)
            .filter(|_| capabilities.is_usable())?;
        Some(Self {
            registers,
            capabilities,
            doorbells,
            memory,
        })
    }

    /// How many I/O queue pairs have doorbells.
    pub fn io_queues(&self) -> usize {
        self.doorbells.len() / 2 - 1
    }

    /// How many entries each I/O queue has. The admin queue always has [`ENTRIES`]: the limit is not for it.
    pub fn entries(&self) -> u16 {
        let most = self.capabilities.queue_entries();
        u16::try_from(most).map_or(ENTRIES, |most| most.min(ENTRIES))
    }

    /// Queue pair `number`, below [`QUEUES`].
    pub fn queue(&self, number: usize) -> QueueHardware<'_> {
        QueueHardware {
            hardware: self,
            number,
        }
    }

    /// The admin queues.
    pub fn admin_queues(&self) -> AdminQueues {
        let queue = self.queue(0);
        AdminQueues {
            entries: ENTRIES,
            submissions: queue.submissions(),
            completions: queue.completions(),
        }
    }

    /// The page for what Identify and Get Log Page return.
    pub fn page(&self) -> DmaArray<'_, u8> {
        self.memory.array(LAYOUT.page)
    }
}

impl QueueHardware<'_> {
    const fn first_entry(&self) -> usize {
        self.number * ENTRIES as usize
    }

    /// Where the submission queue is.
    pub fn submissions(&self) -> PhysicalAddress {
        let entries = self.hardware.memory.array(LAYOUT.submissions);
        entries.address_of(self.first_entry())
    }

    /// Where the completion queue is.
    pub fn completions(&self) -> PhysicalAddress {
        let entries = self.hardware.memory.array(LAYOUT.completions);
        entries.address_of(self.first_entry())
    }

    /// Makes the completion queue empty, for a controller that does not know it yet.
    pub fn clear(&self) {
        let entries = self.hardware.memory.array(LAYOUT.completions);
        for index in 0..usize::from(ENTRIES) {
            entries.write(self.first_entry() + index, Completion::EMPTY);
        }
    }

    /// Puts a command into an entry of the submission queue.
    pub fn write(&self, entry: usize, command: Command) {
        let entries = self.hardware.memory.array(LAYOUT.submissions);
        entries.write(self.first_entry() + entry, command);
    }

    /// The completion in an entry of the completion queue, if `is_new` says so of its phase tag.
    ///
    /// The controller may be writing it. Its last word, with the phase tag, is written last: so that is read first.
    pub fn read(&self, entry: usize, is_new: impl FnOnce(bool) -> bool) -> Option<Completion> {
        let entries = self.hardware.memory.array(LAYOUT.completions);
        let index = self.first_entry() + entry;
        is_new(Completion::phase_of(entries.read_word(index, 3))).then(|| entries.read(index))
    }

    /// Tells the controller of new commands.
    pub fn ring_submissions(&self, tail: u32) {
        self.ring(2 * self.number, tail);
    }

    /// Tells the controller that completions were taken.
    pub fn ring_completions(&self, head: u32) {
        self.ring(2 * self.number + 1, head);
    }

    fn ring(&self, doorbell: usize, value: u32) {
        if let Some(doorbell) = self.hardware.doorbells.at(doorbell) {
            self.hardware.registers.write(doorbell, value);
        }
    }
}
