//! A host: configuration space, registers, queues and commands, by hand.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};

use super::entry::{completion_queue, submission_queue};
use crate::device::nvme::{Nvme, NvmeBuilder, NvmeHandle};
use crate::device::tests::machine::Machine;
use crate::device::tests::slot::Slot;

pub const CC: u64 = 0x14;
pub const CSTS: u64 = 0x1C;
/// 64-byte commands, 16-byte completions, enabled.
pub const ENABLE: u32 = 0x0046_0001;

/// A submission queue and a completion queue.
pub struct Pair {
    pub submission: u64,
    pub completion: u64,
    pub size: u32,
    pub tail: u32,
    pub head: u32,
    pub phase: bool,
    pub next_id: u16,
}

pub struct Host {
    pub slot: Slot,
    pub nvme: NvmeHandle,
    pub is_model: bool,
    pub pairs: HashMap<u16, Pair>,
    pub stride: u64,
}

impl Deref for Host {
    type Target = Slot;

    fn deref(&self) -> &Slot {
        &self.slot
    }
}

impl DerefMut for Host {
    fn deref_mut(&mut self) -> &mut Slot {
        &mut self.slot
    }
}

impl Host {
    /// The model.
    pub fn new(builder: NvmeBuilder) -> Self {
        let (device, nvme) = builder.build();
        Self {
            nvme,
            is_model: true,
            ..Self::on(Slot::new(device, Machine::new()))
        }
    }

    /// Any NVM Express device; the handle is nobody's.
    pub fn on(mut slot: Slot) -> Self {
        Self {
            stride: 4 << (slot.read64(0) >> 32 & 15),
            slot,
            nvme: Nvme::builder().build().1,
            is_model: false,
            pairs: HashMap::new(),
        }
    }

    /// A controller that is ready, with admin queues of 16 entries.
    pub fn enabled(builder: NvmeBuilder) -> Self {
        let mut host = Self::new(builder);
        host.enable();
        host
    }

    /// The same with I/O queues of 64 entries, and MSI-X.
    pub fn ready(builder: NvmeBuilder) -> Self {
        let mut host = Self::new(builder);
        host.enable_msix(4);
        host.enable();
        host.create_io(1, 64, 1);
        host
    }

    pub fn enable(&mut self) {
        let pair = self.pair(16);
        self.write32(0x24, 15 << 16 | 15);
        self.write64(0x28, pair.submission);
        self.write64(0x30, pair.completion);
        self.pairs = HashMap::from([(0, pair)]);
        self.write32(CC, ENABLE);
        while self.read32(CSTS) & 1 == 0 && self.step() {}
    }

    /// Disables the controller, and waits for that.
    pub fn disable(&mut self) {
        self.write32(CC, 0);
        self.settle();
    }

    pub fn pair(&mut self, size: u32) -> Pair {
        let submission = self.machine.allocate(u64::from(size) * 64);
        let completion = self.machine.allocate(u64::from(size) * 16);
        Pair {
            submission,
            completion,
            size,
            tail: 0,
            head: 0,
            phase: true,
            next_id: 1,
        }
    }

    pub fn create_io(&mut self, id: u16, size: u32, vector: u16) {
        self.create_pair(id, size, u32::from(vector) << 16 | 3);
    }

    /// Creates a pair of queues; flags are those of the completion queue.
    pub fn create_pair(&mut self, id: u16, size: u32, flags: u32) {
        let (pair, number) = (self.pair(size), u32::from(id));
        for entry in [
            completion_queue(pair.completion, number, size, flags),
            submission_queue(pair.submission, number, size, number),
        ] {
            assert_eq!(self.admin(entry), Ok(0));
        }
        self.pairs.insert(id, pair);
    }
}

/// A controller with one namespace of 4096 blocks of 512 bytes.
pub fn builder() -> NvmeBuilder {
    Nvme::builder().namespace(crate::device::nvme::Namespace::memory(4096))
}
