//! What the controller and the dump path share.

use miniport::prelude::*;

use crate::command::{Command, Completion};
use crate::controller::AdminQueues;
use crate::controller::registers::{Capabilities, Controller, Doorbells};
use crate::identify;
use crate::prp::LIST;

/// The admin queue pair and one for I/O.
pub const QUEUES: usize = 2;

/// Entries of each queue: one command runs at a time, and one entry always stays free.
pub const ENTRIES: u16 = 4;

/// A queue begins at a page boundary.
const PAGE: usize = 4096;

/// What lies where.
struct Layout {
    whole: DmaLayout,
    submissions: [DmaRange<Command>; QUEUES],
    completions: [DmaRange<Completion>; QUEUES],
    /// What Identify returns, and after initialisation the PRP list of the request that runs.
    page: DmaRange<u8>,
    list: DmaRange<u64>,
}

const LAYOUT: Layout = {
    let mut whole = DmaLayout::new();
    let entries = ENTRIES as usize;
    Layout {
        submissions: [whole.array(entries, PAGE), whole.array(entries, PAGE)],
        completions: [whole.array(entries, PAGE), whole.array(entries, PAGE)],
        page: whole.array(identify::PAGE, PAGE),
        list: whole.array(LIST, PAGE),
        whole,
    }
};

// The advice of the documentation for all memory in dump mode, the alignment of the first page included.
const _: () = assert!(LAYOUT.whole.bytes() + PAGE <= 32 << 10);

/// Registers and shared memory.
#[derive(ExtensionPart)]
pub struct Memory {
    /// The registers.
    pub registers: Mmio<Controller>,
    /// What the controller can do.
    pub capabilities: Capabilities,
    doorbells: Doorbells,
    shared: DmaMemory,
}

impl Memory {
    /// The shared memory.
    pub const fn layout() -> &'static DmaLayout {
        &LAYOUT.whole
    }

    /// Puts the parts together. `None` if the controller lacks something that this driver needs.
    pub fn new(
        registers: Mmio<Controller>,
        capabilities: Capabilities,
        shared: DmaMemory,
    ) -> Option<Self> {
        let doorbells = capabilities
            .doorbells(QUEUES)
            .filter(|_| capabilities.is_usable())?;
        Some(Self {
            registers,
            capabilities,
            doorbells,
            shared,
        })
    }

    /// The admin queues.
    pub fn admin_queues(&self) -> AdminQueues {
        let (submissions, completions) = self.queue(0);
        AdminQueues {
            entries: ENTRIES,
            submissions,
            completions,
        }
    }

    /// Where queue pair `queue` is: submissions and completions.
    pub fn queue(&self, queue: usize) -> (PhysicalAddress, PhysicalAddress) {
        let submissions = self.shared.array(LAYOUT.submissions[queue]);
        let completions = self.shared.array(LAYOUT.completions[queue]);
        (
            submissions.physical_address(),
            completions.physical_address(),
        )
    }

    /// Makes completion queue `queue` empty, for a controller that does not know it yet.
    pub fn clear(&self, queue: usize) {
        self.shared
            .array(LAYOUT.completions[queue])
            .fill(Completion::EMPTY);
    }

    /// Puts a command into an entry of submission queue `queue`, and tells the controller of the new tail.
    pub fn submit(&self, queue: usize, entry: usize, command: Command, tail: u32) {
        self.shared
            .array(LAYOUT.submissions[queue])
            .write(entry, command);
        self.ring(2 * queue, tail);
    }

    /// The completion in an entry of completion queue `queue`, if `is_new` says so of its phase tag, which is written last.
    pub fn completion(
        &self,
        queue: usize,
        entry: usize,
        is_new: impl FnOnce(bool) -> bool,
    ) -> Option<Completion> {
        let entries = self.shared.array(LAYOUT.completions[queue]);
        is_new(Completion::phase_of(entries.read_word(entry, 3))).then(|| entries.read(entry))
    }

    /// Tells the controller that a completion of queue `queue` was taken.
    pub fn taken(&self, queue: usize, head: u32) {
        self.ring(2 * queue + 1, head);
    }

    /// The page for what Identify returns.
    pub fn page(&self) -> DmaArray<'_, u8> {
        self.shared.array(LAYOUT.page)
    }

    /// The PRP list of the request that runs.
    pub fn list(&self) -> DmaArray<'_, u64> {
        self.shared.array(LAYOUT.list)
    }

    fn ring(&self, doorbell: usize, value: u32) {
        if let Some(doorbell) = self.doorbells.at(doorbell) {
            self.registers.write(doorbell, value);
        }
    }
}
