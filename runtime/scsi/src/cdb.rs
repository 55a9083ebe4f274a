//! Command descriptor blocks, made: the counterpart of [`Command::parse`](super::Command::parse), for who sends commands.
//!
//! One function a command, named by its operation code; CONTROL and flags are zero, and [`Cdb::with`] sets bits.
//!
//! ```
//! use miniport_scsi::{Command, cdb};
//!
//! let cdb = cdb::write_10(7, 1).with(1, cdb::FUA);
//! assert_eq!(cdb[..], [0x2a, 0x08, 0, 0, 0, 7, 0, 0, 1, 0]);
//! assert_eq!(Command::parse(&cdb), Ok(Command::Write { lba: 7, blocks: 1, fua: true }));
//! ```

use core::ops::Deref;

use super::opcode;

/// DPO, in byte 1 of READ, WRITE and VERIFY: the blocks need not stay in the cache.
pub const DPO: u8 = 0x10;
/// FUA, in byte 1 of READ and WRITE.
pub const FUA: u8 = 0x08;
/// IMMED, in byte 1 of SYNCHRONIZE CACHE.
pub const IMMED: u8 = 0x02;
/// BYTCHK, in byte 1 of VERIFY: every block is compared.
pub const CHECK_ALL: u8 = 0x02;
/// BYTCHK, in byte 1 of VERIFY: every block is compared with one.
pub const CHECK_ONE: u8 = 0x06;
/// UNMAP, in byte 1 of WRITE SAME.
pub const UNMAP: u8 = 0x08;
/// ANCHOR, in byte 1 of WRITE SAME.
pub const ANCHOR: u8 = 0x10;
/// NDOB, in byte 1 of WRITE SAME (16).
pub const NO_DATA: u8 = 0x01;

/// A command descriptor block: a slice of 6, 10, 12 or 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cdb {
    bytes: [u8; 16],
    length: usize,
}

impl Cdb {
    fn new(opcode: u8, length: usize) -> Self {
        let mut bytes = [0; 16];
        bytes[0] = opcode;
        Self { bytes, length }
    }

    /// Writes a field at byte `at`.
    fn field<const N: usize>(mut self, at: usize, value: [u8; N]) -> Self {
        self.bytes[at..at + N].copy_from_slice(&value);
        self
    }

    /// Sets bits of byte `at`, also such as the command does not allow.
    ///
    /// # Panics
    ///
    /// If the command has no such byte.
    #[must_use]
    pub fn with(mut self, at: usize, bits: u8) -> Self {
        self.bytes[..self.length][at] |= bits;
        self
    }
}

impl Deref for Cdb {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// Block commands: of 10 bytes with the LBA at byte 2 and the count at byte 7, of 12 (2, 6) and of 16 (2, 10).
macro_rules! block_commands {
    ($($length:literal, $lba:ty, $blocks:ty, $at:literal: $($name:ident $opcode:ident),+;)+) => { $($(
        #[doc = concat!("[`", stringify!($opcode), "`](opcode::", stringify!($opcode), ") of `blocks` blocks from `lba` on.")]
        #[must_use]
        pub fn $name(lba: $lba, blocks: $blocks) -> Cdb {
            Cdb::new(opcode::$opcode, $length)
                .field(2, lba.to_be_bytes())
                .field($at, blocks.to_be_bytes())
        }
    )+)+ };
}

block_commands! {
    10, u32, u16, 7: read_10 READ_10, write_10 WRITE_10, verify_10 VERIFY_10,
        synchronize_cache_10 SYNCHRONIZE_CACHE_10, write_same_10 WRITE_SAME_10;
    12, u32, u32, 6: read_12 READ_12, write_12 WRITE_12, verify_12 VERIFY_12;
    16, u64, u32, 10: read_16 READ_16, write_16 WRITE_16, verify_16 VERIFY_16,
        synchronize_cache_16 SYNCHRONIZE_CACHE_16, write_same_16 WRITE_SAME_16;
}

/// READ (10), or READ (16) where the numbers need it.
#[must_use]
pub fn read(lba: u64, blocks: u32) -> Cdb {
    shortest(read_10, read_16, lba, blocks)
}

/// WRITE (10), or WRITE (16) where the numbers need it.
#[must_use]
pub fn write(lba: u64, blocks: u32) -> Cdb {
    shortest(write_10, write_16, lba, blocks)
}

fn shortest(short: fn(u32, u16) -> Cdb, long: fn(u64, u32) -> Cdb, lba: u64, blocks: u32) -> Cdb {
    match (lba.try_into(), blocks.try_into()) {
        (Ok(lba), Ok(blocks)) => short(lba, blocks),
        _ => long(lba, blocks),
    }
}

/// READ (6): `lba` has 21 bits, and no blocks are 256.
#[must_use]
pub fn read_6(lba: u32, blocks: u8) -> Cdb {
    block_6(opcode::READ_6, lba, blocks)
}

/// WRITE (6): `lba` has 21 bits, and no blocks are 256.
#[must_use]
pub fn write_6(lba: u32, blocks: u8) -> Cdb {
    block_6(opcode::WRITE_6, lba, blocks)
}

fn block_6(opcode: u8, lba: u32, blocks: u8) -> Cdb {
    let [_, high, middle, low] = lba.to_be_bytes();
    Cdb::new(opcode, 6).field(1, [high & 0x1f, middle, low, blocks])
}

/// TEST UNIT READY.
#[must_use]
pub fn test_unit_ready() -> Cdb {
    Cdb::new(opcode::TEST_UNIT_READY, 6)
}

/// REQUEST SENSE, in the descriptor format or the fixed one.
#[must_use]
pub fn request_sense(descriptor: bool, allocation_length: u8) -> Cdb {
    Cdb::new(opcode::REQUEST_SENSE, 6).field(1, [descriptor.into(), 0, 0, allocation_length])
}

/// INQUIRY of standard data, or of a page of vital product data.
#[must_use]
pub fn inquiry(page: Option<u8>, allocation_length: u16) -> Cdb {
    Cdb::new(opcode::INQUIRY, 6)
        .field(1, [page.is_some().into(), page.unwrap_or(0)])
        .field(3, allocation_length.to_be_bytes())
}

/// MODE SENSE (6) of the current values of a page; PC is in byte 2, DBD in byte 1.
#[must_use]
pub fn mode_sense_6(page: u8, allocation_length: u8) -> Cdb {
    Cdb::new(opcode::MODE_SENSE_6, 6).field(2, [page, 0, allocation_length])
}

/// MODE SENSE (10) of the current values of a page; PC is in byte 2, DBD and LLBAA in byte 1.
#[must_use]
pub fn mode_sense_10(page: u8, allocation_length: u16) -> Cdb {
    Cdb::new(opcode::MODE_SENSE_10, 10)
        .field(2, [page])
        .field(7, allocation_length.to_be_bytes())
}

/// START STOP UNIT: `how` is byte 4, with START in bit 0 and LOEJ in bit 1; IMMED is bit 0 of byte 1.
#[must_use]
pub fn start_stop_unit(how: u8) -> Cdb {
    Cdb::new(opcode::START_STOP_UNIT, 6).field(4, [how])
}

/// REPORT LUNS.
#[must_use]
pub fn report_luns(select_report: u8, allocation_length: u32) -> Cdb {
    Cdb::new(opcode::REPORT_LUNS, 12)
        .field(2, [select_report])
        .field(6, allocation_length.to_be_bytes())
}

/// READ CAPACITY (10).
#[must_use]
pub fn read_capacity_10() -> Cdb {
    Cdb::new(opcode::READ_CAPACITY_10, 10)
}

/// READ CAPACITY (16).
#[must_use]
pub fn read_capacity_16(allocation_length: u32) -> Cdb {
    Cdb::new(opcode::SERVICE_ACTION_IN_16, 16)
        .field(1, [opcode::SERVICE_ACTION_READ_CAPACITY_16])
        .field(10, allocation_length.to_be_bytes())
}

/// UNMAP, whose list [`UnmapList::encode`](super::UnmapList::encode) makes; ANCHOR is bit 0 of byte 1.
#[must_use]
pub fn unmap(parameter_list_length: u16) -> Cdb {
    Cdb::new(opcode::UNMAP, 10).field(7, parameter_list_length.to_be_bytes())
}

#[cfg(test)]
mod tests;
