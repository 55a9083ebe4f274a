//! Log pages: Error Information, and SMART / Health Information.

use super::Fields;
use crate::command::{CommandId, Status};

/// An entry of the Error Information log; the newest is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorEntry {
    /// How many errors the controller has had in its life.
    pub count: u64,
    /// The queue of the command.
    pub queue: u16,
    /// The command.
    pub command: CommandId,
    /// How it ended.
    pub status: Status,
    /// The first block that it is about.
    pub lba: u64,
    /// The namespace.
    pub namespace: u32,
}

impl ErrorEntry {
    /// Bytes of an entry.
    pub const BYTES: u16 = 64;

    /// Reads the first entry; `None` if there is none.
    pub fn parse(data: &(impl Fields + ?Sized)) -> Option<Self> {
        let count = data.u64(0);
        (count != 0).then(|| Self {
            count,
            queue: data.u16(8),
            command: CommandId(data.u16(10)),
            status: Status::from_field(data.u16(12) >> 1),
            lba: data.u64(16),
            namespace: data.u32(24),
        })
    }
}

/// The SMART / Health Information log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// Bits: spare, temperature, reliability, read-only, backup.
    pub critical_warning: u8,
    /// In kelvin.
    pub temperature: u16,
    /// How much of the spare is left, in percent.
    pub available_spare: u8,
    /// How much of its life is over, in percent.
    pub percentage_used: u8,
}

impl Health {
    /// Bytes of the log.
    pub const BYTES: u16 = 512;

    /// Reads the log.
    pub fn parse(data: &(impl Fields + ?Sized)) -> Self {
        Self {
            critical_warning: data.byte(0),
            temperature: data.u16(1),
            available_spare: data.byte(3),
            percentage_used: data.byte(5),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_error_is_read() {
        let mut data = [0; 64];
        assert_eq!(ErrorEntry::parse(&data[..]), None);
        data[0] = 3;
        data[8] = 2;
        data[10] = 5;
        data[12..14].copy_from_slice(&(0x0281_u16 << 1 | 1).to_le_bytes());
        data[16] = 100;
        data[24] = 1;
        let entry = ErrorEntry::parse(&data[..]).unwrap();
        assert_eq!((entry.count, entry.queue, entry.lba), (3, 2, 100));
        assert_eq!(entry.status, Status::from_field(0x281));
        assert_eq!((entry.command, entry.namespace), (CommandId(5), 1));
    }

    #[test]
    fn health_is_read() {
        let health = Health::parse(&[2, 0x2c, 1, 90, 10, 4][..]);
        assert_eq!((health.critical_warning, health.temperature), (2, 300));
        assert_eq!((health.available_spare, health.percentage_used), (90, 4));
    }
}
