//! Entries of queues as a host sees them.

use crate::device::nvme::Status;
use crate::device::{high, low};

/// A command that is being made.
#[derive(Clone, Copy)]
pub struct Entry(pub [u32; 16]);

pub fn command(opcode: u8) -> Entry {
    let mut dwords = [0; 16];
    dwords[0] = u32::from(opcode);
    Entry(dwords)
}

/// Creates a completion queue in one piece; flags are those of dword 11.
pub fn completion_queue(address: u64, id: u32, size: u32, flags: u32) -> Entry {
    let sized = command(5).data(address, 0).dword(10, id | (size - 1) << 16);
    sized.dword(11, flags)
}

/// Creates a submission queue in one piece.
pub fn submission_queue(address: u64, id: u32, size: u32, completion: u32) -> Entry {
    let sized = command(1).data(address, 0).dword(10, id | (size - 1) << 16);
    sized.dword(11, completion << 16 | 1)
}

pub fn set_feature(feature: u32, value: u32) -> Entry {
    command(9).dword(10, feature).dword(11, value)
}

pub fn get_feature(feature: u32) -> Entry {
    command(10).dword(10, feature)
}

/// Flushes namespace 1.
pub fn flush() -> Entry {
    command(0).namespace(1)
}

impl Entry {
    pub fn namespace(mut self, id: u32) -> Self {
        self.0[1] = id;
        self
    }

    pub fn data(mut self, prp1: u64, prp2: u64) -> Self {
        for (index, prp) in [(6, prp1), (8, prp2)] {
            self.0[index] = low(prp);
            self.0[index + 1] = high(prp);
        }
        self
    }

    pub fn metadata(mut self, address: u64) -> Self {
        self.0[4] = low(address);
        self.0[5] = high(address);
        self
    }

    /// Where its data begins.
    pub fn address(&self) -> u64 {
        u64::from(self.0[6]) | u64::from(self.0[7]) << 32
    }

    pub fn dword(mut self, index: usize, value: u32) -> Self {
        self.0[index] = value;
        self
    }

    pub fn blocks(self, lba: u64, count: u32) -> Self {
        self.dword(10, low(lba))
            .dword(11, high(lba))
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
