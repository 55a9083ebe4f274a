//! Memory and interrupts for a device.

use std::sync::Arc;

use crate::device::qemu::SharedMemory;
use crate::device::{Bus, BusError};

/// Where the memory begins; what is below belongs to nobody.
pub const MEMORY: u64 = 0x10_0000;
const SIZE: usize = 8 << 20;

/// Memory of this process, or memory that QEMU has too.
pub enum Memory {
    Own(Vec<u8>),
    Shared(Arc<SharedMemory>),
}

/// A machine of memory, a clock and what it got of interrupts.
pub struct Machine {
    memory: Memory,
    pub now: u64,
    pub messages: Vec<(u64, u32)>,
    pub line: bool,
    free: u64,
}

impl Machine {
    pub fn new() -> Self {
        Self::with(Memory::Own(vec![0xA5; SIZE]))
    }

    pub fn with(memory: Memory) -> Self {
        Self {
            memory,
            now: 0,
            messages: Vec::new(),
            line: false,
            free: MEMORY,
        }
    }

    /// Zeroed memory of whole pages.
    pub fn allocate(&mut self, bytes: u64) -> u64 {
        let address = self.free;
        self.free += bytes.next_multiple_of(4096);
        let size = usize::try_from(self.free - address).unwrap();
        self.fill(address, size, 0);
        address
    }

    pub fn load(&mut self, address: u64, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.dma_read(address, &mut bytes)
            .expect("memory of the machine");
        bytes
    }

    pub fn store(&mut self, address: u64, bytes: &[u8]) {
        self.dma_write(address, bytes)
            .expect("memory of the machine");
    }

    pub fn fill(&mut self, address: u64, length: usize, byte: u8) {
        self.store(address, &vec![byte; length]);
    }

    pub fn put_u64(&mut self, address: u64, value: u64) {
        self.store(address, &value.to_le_bytes());
    }
}

fn range(address: u64, length: usize) -> Result<std::ops::Range<usize>, BusError> {
    let start = address
        .checked_sub(MEMORY)
        .and_then(|start| usize::try_from(start).ok());
    let range = start.and_then(|start| Some(start..start.checked_add(length)?));
    range
        .filter(|range| range.end <= SIZE)
        .ok_or(BusError { address, length })
}

impl Bus for Machine {
    fn dma_read(&mut self, address: u64, into: &mut [u8]) -> Result<(), BusError> {
        match &self.memory {
            Memory::Own(memory) => into.copy_from_slice(&memory[range(address, into.len())?]),
            Memory::Shared(memory) => memory.read(address, into)?,
        }
        Ok(())
    }

    fn dma_write(&mut self, address: u64, bytes: &[u8]) -> Result<(), BusError> {
        match &mut self.memory {
            Memory::Own(memory) => memory[range(address, bytes.len())?].copy_from_slice(bytes),
            Memory::Shared(memory) => memory.write(address, bytes)?,
        }
        Ok(())
    }

    fn message(&mut self, address: u64, data: u32) {
        self.messages.push((address, data));
    }

    fn set_line(&mut self, raised: bool) {
        assert_ne!(self.line, raised, "the line is driven when it changes");
        self.line = raised;
    }

    fn now(&self) -> u64 {
        self.now
    }
}
