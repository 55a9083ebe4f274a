//! What a driver did that the device answers with silence.

use std::fmt;

use crate::device::Width;

/// Something that a driver must not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// A register was accessed that is not there, or in a width or a direction that it does not have: a read gave all ones
    /// or 0, a write did nothing.
    Access {
        /// From the start of the registers.
        offset: u64,
        /// How.
        width: Width,
        /// Whether it was a write.
        write: bool,
    },
    /// A register was written that takes nothing while a factorial is computed, or a transfer runs.
    Busy {
        /// From the start of the registers.
        offset: u64,
    },
    /// The device's side of a transfer is not within its buffer. Nothing is moved here; QEMU 7.2 ends with a hardware error,
    /// also where the transfer reaches the last byte of the buffer or has no bytes, and later versions run over the buffer.
    Range {
        /// Where the transfer begins.
        address: u64,
        /// Its bytes.
        count: u64,
    },
    /// An address of the machine's memory has bits that DMA does not use, and another was reached.
    Masked {
        /// The address.
        address: u64,
    },
    /// A transfer did not reach the machine's memory: bus mastering is disabled, or no memory is there.
    Memory {
        /// Where the transfer begins.
        address: u64,
        /// Its bytes.
        count: u64,
    },
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Access {
                offset,
                width,
                write,
            } => {
                let what = if write { "write" } else { "read" };
                write!(out, "a {what} of {} bytes at {offset:#x}", width.bytes())
            }
            Self::Busy { offset } => write!(out, "a write to {offset:#x} while the device is busy"),
            Self::Range { address, count } => {
                write!(out, "{count} bytes at {address:#x} are not in the buffer")
            }
            Self::Masked { address } => write!(out, "address {address:#x} is beyond the DMA mask"),
            Self::Memory { address, count } => {
                write!(
                    out,
                    "{count} bytes of memory at {address:#x} are not reached"
                )
            }
        }
    }
}
