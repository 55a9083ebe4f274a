//! The commands of a block device, as types. How they are read is in `parse`.

mod allocation;
mod direction;
mod parse;

pub use self::direction::DataDirection;

/// What VERIFY compares (the BYTCHK field).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ByteCheck {
    /// Nothing is transferred: the blocks only have to be readable.
    None,
    /// The data buffer holds every block.
    All,
    /// The data buffer holds one block that every block is compared with.
    OneBlock,
}

/// Which values MODE SENSE asks for (the PC field).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageControl {
    /// The values in force.
    Current,
    /// A mask with ones where a value can be changed.
    Changeable,
    /// The values after a power on.
    Default,
    /// The values that were saved.
    Saved,
}

/// Whether a MODE SENSE has 6 or 10 bytes: the parameter header differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ModeForm {
    /// MODE SENSE (6).
    Six,
    /// MODE SENSE (10).
    Ten {
        /// LLBAA: long (64-bit) block descriptors are accepted.
        long_lba: bool,
    },
}

/// The fields of MODE SENSE (6) and (10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ModeSense {
    /// Which of the two.
    pub form: ModeForm,
    /// DBD: no block descriptors.
    pub disable_block_descriptors: bool,
    /// Which values.
    pub control: PageControl,
    /// The page; `3Fh` for all.
    pub page: u8,
    /// The subpage; `FFh` for all.
    pub subpage: u8,
    /// Bytes that the initiator has room for.
    pub allocation_length: u16,
}

/// A command of a block device, with its fields decoded.
///
/// Commands that differ only in the size of their fields, such as READ (6), (10), (12) and (16), are one variant. `lba` and
/// `blocks` count logical blocks and are as the initiator sent them: check them with [`BlockRange`](super::BlockRange).
/// Allocation and parameter list lengths are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Command {
    /// TEST UNIT READY.
    TestUnitReady,
    /// REQUEST SENSE.
    RequestSense {
        /// DESC: sense data is wanted in the descriptor format.
        descriptor: bool,
        /// Bytes that the initiator has room for.
        allocation_length: u8,
    },
    /// INQUIRY.
    Inquiry {
        /// The vital product data page (EVPD is one); none for standard inquiry data.
        page: Option<u8>,
        /// Bytes that the initiator has room for.
        allocation_length: u16,
    },
    /// MODE SENSE (6) and (10).
    ModeSense(ModeSense),
    /// START STOP UNIT.
    StartStopUnit {
        /// IMMED: complete before the unit has started or stopped.
        immediate: bool,
        /// POWER CONDITION; 0 when `start` and `load_eject` say what to do.
        power_condition: u8,
        /// `NO_FLUSH`: do not write cached data first.
        no_flush: bool,
        /// LOEJ: load or eject the medium.
        load_eject: bool,
        /// START: make the unit ready for use, or stop it.
        start: bool,
    },
    /// REPORT LUNS.
    ReportLuns {
        /// SELECT REPORT: 00h, 01h or 02h; others are refused.
        select_report: u8,
        /// Bytes that the initiator has room for.
        allocation_length: u32,
    },
    /// READ CAPACITY (10): its data always has 8 bytes.
    ReadCapacity10,
    /// READ CAPACITY (16).
    ReadCapacity16 {
        /// Bytes that the initiator has room for.
        allocation_length: u32,
    },
    /// READ (6), (10), (12) and (16).
    Read {
        /// The first block.
        lba: u64,
        /// How many; 0 reads nothing (0 in READ (6) means 256 and is decoded as such).
        blocks: u32,
        /// FUA: from the medium, not from a volatile cache.
        fua: bool,
    },
    /// WRITE (6), (10), (12) and (16).
    Write {
        /// The first block.
        lba: u64,
        /// How many; 0 writes nothing (0 in WRITE (6) means 256 and is decoded as such).
        blocks: u32,
        /// FUA: to the medium before the command completes.
        fua: bool,
    },
    /// VERIFY (10), (12) and (16).
    Verify {
        /// The first block.
        lba: u64,
        /// How many; 0 verifies nothing.
        blocks: u32,
        /// What to compare.
        check: ByteCheck,
    },
    /// SYNCHRONIZE CACHE (10) and (16).
    SynchronizeCache {
        /// The first block.
        lba: u64,
        /// How many; 0 means all that follow.
        blocks: u32,
        /// IMMED: complete before the cache is written.
        immediate: bool,
    },
    /// UNMAP.
    Unmap {
        /// ANCHOR: anchor the blocks rather than deallocate them.
        anchor: bool,
        /// Bytes of the parameter list; 0 unmaps nothing.
        parameter_list_length: u16,
    },
    /// WRITE SAME (10) and (16).
    WriteSame {
        /// The first block.
        lba: u64,
        /// How many; 0 means all that follow.
        blocks: u32,
        /// UNMAP: the blocks may be unmapped.
        unmap: bool,
        /// ANCHOR: anchor the blocks rather than deallocate them.
        anchor: bool,
        /// NDOB: there is no data buffer, the block is zeros.
        no_data: bool,
    },
    /// Any other operation code. If the driver does not know it either, it deserves
    /// [`INVALID_COMMAND_OPERATION_CODE`](super::Sense::INVALID_COMMAND_OPERATION_CODE).
    Unknown {
        /// Byte 0 of the command descriptor block.
        opcode: u8,
    },
}

#[cfg(test)]
mod tests;
