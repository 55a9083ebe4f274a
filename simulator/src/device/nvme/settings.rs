//! What does not change while a controller lives.

use super::fault::io;
use super::registers::Capabilities;
use crate::device::Identity;

/// How long things take, in virtual nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    /// An admin command.
    pub admin: u64,
    /// A read.
    pub read: u64,
    /// A write.
    pub write: u64,
    /// A flush.
    pub flush: u64,
    /// Dataset Management and Write Zeroes.
    pub deallocate: u64,
    /// Each 4096 bytes of data more.
    pub page: u64,
    /// What the seed may add to a command: commands overtake each other by it. 0 keeps their order.
    pub spread: u64,
    /// From `CC.EN` = 1 to `CSTS.RDY` = 1.
    pub enable: u64,
    /// From `CC.EN` = 0 to `CSTS.RDY` = 0.
    pub disable: u64,
    /// From `CC.SHN` to the end of the shutdown.
    pub shutdown: u64,
}

impl Default for Latency {
    fn default() -> Self {
        Self {
            admin: 10_000,
            read: 20_000,
            write: 15_000,
            flush: 200_000,
            deallocate: 50_000,
            page: 500,
            spread: 20_000,
            enable: 2_000_000,
            disable: 500_000,
            shutdown: 5_000_000,
        }
    }
}

/// Commands that a controller need not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Optional {
    /// Compare.
    Compare,
    /// Write Uncorrectable.
    WriteUncorrectable,
    /// Dataset Management.
    DatasetManagement,
    /// Write Zeroes.
    WriteZeroes,
    /// Verify.
    Verify,
}

impl Optional {
    pub(super) const ALL: [Self; 5] = [
        Self::Compare,
        Self::WriteUncorrectable,
        Self::DatasetManagement,
        Self::WriteZeroes,
        Self::Verify,
    ];

    /// Its opcode, and its bit in the ONCS field.
    pub(super) fn codes(self) -> (u8, u16) {
        match self {
            Self::Compare => (io::COMPARE, 1),
            Self::WriteUncorrectable => (io::WRITE_UNCORRECTABLE, 1 << 1),
            Self::DatasetManagement => (io::DATASET_MANAGEMENT, 1 << 2),
            Self::WriteZeroes => (io::WRITE_ZEROES, 1 << 3),
            Self::Verify => (io::VERIFY, 1 << 7),
        }
    }
}

/// What the commands of the NVM command set may do at most, as Identify with CNS 06h says (NVM Command Set 1.0, 4.1.5.4). 0 is no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CommandLimits {
    /// VSL: Verify of `4096 << shift` bytes.
    pub verify_shift: u8,
    /// WZSL: Write Zeroes of `4096 << shift` bytes.
    pub write_zeroes_shift: u8,
    /// DMRL: ranges of Dataset Management.
    pub ranges: u8,
    /// DMRSL: blocks of a range.
    pub range_blocks: u32,
    /// DMSL: blocks of all ranges.
    pub all_blocks: u64,
}

/// What does not change while the controller lives.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub seed: u64,
    pub identity: Identity,
    pub serial: String,
    pub model: String,
    pub firmware: String,
    pub capabilities: Capabilities,
    pub io_queues: u16,
    pub namespaces: u32,
    pub msix: Option<u16>,
    pub msi: Option<u8>,
    pub transfer_shift: u8,
    pub concurrency: usize,
    pub write_cache: bool,
    pub coalescing: bool,
    pub missing: Vec<Optional>,
    pub latency: Latency,
    /// What Identify with CNS 06h says; `None` for a controller that does not know it.
    pub limits: Option<CommandLimits>,
}

impl Settings {
    /// Bytes that a command may transfer.
    pub fn transfer_limit(&self) -> usize {
        4096 << self.transfer_shift
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            identity: Identity {
                vendor: 0x1234,
                device: 0x4E56,
                subsystem_vendor: 0x1234,
                subsystem: 1,
                class: [0x01, 0x08, 0x02],
                revision: 1,
            },
            serial: "MINIPORT0001".into(),
            model: "Miniport Simulator NVMe Controller".into(),
            firmware: "1.0".into(),
            capabilities: Capabilities {
                entries: 1024,
                contiguous: true,
                timeout: 20,
                stride: 0,
                page: 4,
            },
            io_queues: 16,
            namespaces: 16,
            msix: Some(17),
            msi: None,
            transfer_shift: 5,
            concurrency: 64,
            write_cache: true,
            coalescing: false,
            missing: Vec::new(),
            latency: Latency::default(),
            limits: None,
        }
    }
}
