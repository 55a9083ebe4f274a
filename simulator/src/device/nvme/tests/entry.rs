//! Entries of queues as a host sees them.

use crate::device::nvme::Status;

/// A command that is being made.
#[derive(Clone, Copy)]
pub struct Entry(pub [u32; 16]);

pub fn command(opcode: u8) -> Entry {
    let mut dwords = [0; 16];
    dwords[0] = u32::from(opcode);
    Entry(dwords)
}

impl Entry {
    pub fn namespace(mut self, id: u32) -> Self {
        self.0[1] = id;
        self
    }

    pub fn data(mut self, prp1: u64, prp2: u64) -> Self {
        for (index, prp) in [(6, prp1), (8, prp2)] {
            self.0[index] = (prp & 0xFFFF_FFFF) as u32;
            self.0[index + 1] = (prp >> 32) as u32;
        }
        self
    }

    pub fn dword(mut self, index: usize, value: u32) -> Self {
        self.0[index] = value;
        self
    }

    pub fn blocks(self, lba: u64, count: u32) -> Self {
        self.dword(10, (lba & 0xFFFF_FFFF) as u32)
            .dword(11, (lba >> 32) as u32)
            .dword(12, count - 1)
    }

    pub fn id(mut self, id: u16) -> Self {
        self.0[0] = self.0[0] & 0xFFFF | u32::from(id) << 16;
        self
    }
}

/// A completion.
#[derive(Debug, Clone, Copy)]
pub struct Completion {
    pub result: u32,
    pub head: u16,
    pub queue: u16,
    pub id: u16,
    pub status: Status,
}

impl Completion {
    pub fn result(self) -> Result<u32, Status> {
        let success = self.status.is(Status::SUCCESS);
        if success {
            Ok(self.result)
        } else {
            Err(Status::from_bits(self.status.bits() & !(1 << 13)))
        }
    }
}
