//! What the controller remembers: errors, health, and statistics for tests.

use std::collections::VecDeque;

use super::command::Command;
use super::status::Status;

/// Identifiers of log pages.
pub(super) mod page {
    pub const ERRORS: u8 = 0x01;
    pub const HEALTH: u8 = 0x02;
    pub const FIRMWARE: u8 = 0x03;
    pub const CHANGED_NAMESPACES: u8 = 0x04;
    pub const COMMANDS: u8 = 0x05;
}

/// Entries of the error log.
pub(super) const ERROR_ENTRIES: usize = 64;
/// Bytes of an entry.
const ERROR_BYTES: usize = 64;

/// What the model counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Admin commands that were fetched.
    pub admin_commands: u64,
    /// I/O commands that were fetched.
    pub io_commands: u64,
    /// Reads that succeeded.
    pub reads: u64,
    /// Writes that succeeded.
    pub writes: u64,
    /// Flushes that succeeded.
    pub flushes: u64,
    /// Blocks that were deallocated or zeroed.
    pub blocks_deallocated: u64,
    /// Bytes that were read.
    pub bytes_read: u64,
    /// Bytes that were written.
    pub bytes_written: u64,
    /// Commands that an Abort command ended.
    pub aborted: u64,
    /// Times that an interrupt was raised.
    pub interrupts: u64,
    /// Asynchronous events that were told.
    pub events: u64,
    /// Resets of any kind.
    pub resets: u64,
    /// The largest number of commands that were fetched and not completed.
    pub most_outstanding: usize,
}

/// What the health log tells beyond the statistics.
#[derive(Debug)]
pub(super) struct Health {
    /// In kelvin.
    pub temperature: u16,
    /// Bits of the critical warning that a test set.
    pub warning: u8,
    /// Bits of it that the host was told.
    pub told_warning: u8,
    pub power_cycles: u64,
    pub unsafe_shutdowns: u64,
    pub media_errors: u64,
}

impl Default for Health {
    fn default() -> Self {
        Self {
            temperature: 310,
            warning: 0,
            told_warning: 0,
            power_cycles: 1,
            unsafe_shutdowns: 0,
            media_errors: 0,
        }
    }
}

/// The logs.
#[derive(Debug, Default)]
pub(super) struct Logs {
    pub statistics: Statistics,
    pub health: Health,
    /// The latest first.
    errors: VecDeque<[u8; ERROR_BYTES]>,
    error_count: u64,
}

impl Logs {
    /// Enters the failure of a command.
    pub fn note_command(&mut self, command: &Command, status: Status) {
        let lba = if command.queue == 0 {
            0
        } else {
            command.quad(10)
        };
        self.enter(
            command.queue,
            command.id(),
            status,
            lba,
            command.namespace(),
        );
    }

    /// Enters an error that no command made.
    pub fn note_other(&mut self) {
        self.enter(0xFFFF, 0xFFFF, Status::SUCCESS, 0, 0);
    }

    fn enter(&mut self, queue: u16, id: u16, status: Status, lba: u64, namespace: u32) {
        self.error_count += 1;
        let mut entry = [0; ERROR_BYTES];
        entry[0..8].copy_from_slice(&self.error_count.to_le_bytes());
        entry[8..10].copy_from_slice(&queue.to_le_bytes());
        entry[10..12].copy_from_slice(&id.to_le_bytes());
        entry[12..14].copy_from_slice(&(status.bits() << 1).to_le_bytes());
        entry[14..16].copy_from_slice(&u16::MAX.to_le_bytes());
        entry[16..24].copy_from_slice(&lba.to_le_bytes());
        entry[24..28].copy_from_slice(&namespace.to_le_bytes());
        self.errors.truncate(ERROR_ENTRIES - 1);
        self.errors.push_front(entry);
    }

    /// The error log.
    pub fn error_page(&self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.errors.iter().flatten().copied().collect();
        bytes.resize(ERROR_ENTRIES * ERROR_BYTES, 0);
        bytes
    }

    /// The health log.
    pub fn health_page(&self, critical_warning: u8, now: u64) -> Vec<u8> {
        const UNIT: u64 = 512 * 1000;
        const HOUR: u64 = 3_600_000_000_000;
        let (health, statistics) = (&self.health, &self.statistics);
        let mut bytes = vec![0; 512];
        bytes[0] = critical_warning;
        bytes[1..3].copy_from_slice(&health.temperature.to_le_bytes());
        bytes[3] = 100; // available spare
        bytes[4] = 10; // its threshold
        let counters = [
            (32, statistics.bytes_read.div_ceil(UNIT)),
            (48, statistics.bytes_written.div_ceil(UNIT)),
            (64, statistics.reads),
            (80, statistics.writes),
            (112, health.power_cycles),
            (128, now / HOUR),
            (144, health.unsafe_shutdowns),
            (160, health.media_errors),
            (176, self.error_count),
        ];
        for (offset, value) in counters {
            bytes[offset..offset + 8].copy_from_slice(&value.to_le_bytes());
        }
        bytes[200..202].copy_from_slice(&health.temperature.to_le_bytes());
        bytes
    }
}
