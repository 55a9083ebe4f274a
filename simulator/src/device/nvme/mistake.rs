//! What a driver did that the specification forbids.

use std::fmt;

use super::status::Status;
use crate::device::Width;

/// Something that a driver must not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// A register was accessed in a width or at an offset that is not allowed.
    Access {
        /// From the start of the registers.
        offset: u64,
        /// How.
        width: Width,
    },
    /// A register was written that is read-only or reserved.
    ReadOnly {
        /// From the start of the registers.
        offset: u64,
    },
    /// A doorbell was read.
    DoorbellRead {
        /// From the start of the registers.
        offset: u64,
    },
    /// A doorbell was written while the controller was not ready.
    DoorbellNotReady {
        /// Which queue.
        queue: u16,
    },
    /// A doorbell was written whose queue does not exist.
    DoorbellOfNoQueue {
        /// Which queue.
        queue: u16,
        /// Whether it was that of a completion queue.
        completion: bool,
    },
    /// A doorbell value is out of range, the same as before, or overtakes the other end of the ring.
    DoorbellValue {
        /// Which queue.
        queue: u16,
        /// Whether it was that of a completion queue.
        completion: bool,
        /// What was written.
        value: u32,
    },
    /// `CC.EN` was set before `CSTS.RDY` was 0, or cleared before it was 1.
    EnabledTooEarly,
    /// Settings of `CC` or an admin queue register were changed while the controller was enabled.
    ChangedWhileEnabled {
        /// From the start of the registers.
        offset: u64,
    },
    /// The controller was enabled with settings that it does not support.
    Settings {
        /// `CC`.
        configuration: u32,
    },
    /// The controller was enabled with an admin queue that is not aligned or too small.
    AdminQueue,
    /// `INTMS` or `INTMC` was accessed while MSI-X was enabled.
    MaskWithMsiX,
    /// A command has the identifier of another that is not completed.
    CommandIdInUse {
        /// Which queue.
        queue: u16,
        /// The identifier.
        id: u16,
    },
    /// The data of a command could not be reached in the machine's memory.
    Transfer {
        /// Which queue.
        queue: u16,
        /// Identifier of the command.
        id: u16,
    },
    /// The entries of a queue could not be reached in the machine's memory.
    QueueMemory {
        /// Which queue.
        queue: u16,
        /// Whether it was a completion queue.
        completion: bool,
    },
    /// A command failed with a status that a driver can avoid.
    Command {
        /// Which queue.
        queue: u16,
        /// Its opcode.
        opcode: u8,
        /// Why it failed.
        status: Status,
    },
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |completion| {
            if completion {
                "completion"
            } else {
                "submission"
            }
        };
        match *self {
            Self::Access { offset, width } => {
                write!(
                    formatter,
                    "an access of {} bytes to register {offset:#x}",
                    width.bytes()
                )
            }
            Self::ReadOnly { offset } => write!(
                formatter,
                "a write to register {offset:#x}, which cannot be written"
            ),
            Self::DoorbellRead { offset } => {
                write!(formatter, "a read of the doorbell at {offset:#x}")
            }
            Self::DoorbellNotReady { queue } => {
                write!(
                    formatter,
                    "a doorbell of queue {queue} while the controller is not ready"
                )
            }
            Self::DoorbellOfNoQueue { queue, completion } => {
                write!(
                    formatter,
                    "the doorbell of {} queue {queue}, which does not exist",
                    end(completion)
                )
            }
            Self::DoorbellValue {
                queue,
                completion,
                value,
            } => {
                write!(
                    formatter,
                    "{value} in the doorbell of {} queue {queue}",
                    end(completion)
                )
            }
            Self::EnabledTooEarly => {
                formatter.write_str("CC.EN was changed before CSTS.RDY had followed it")
            }
            Self::ChangedWhileEnabled { offset } => {
                write!(
                    formatter,
                    "register {offset:#x} was changed while the controller was enabled"
                )
            }
            Self::Settings { configuration } => {
                write!(formatter, "CC = {configuration:#x} is not supported")
            }
            Self::AdminQueue => formatter.write_str("the admin queue is not aligned or too small"),
            Self::MaskWithMsiX => formatter.write_str("INTMS or INTMC was used with MSI-X"),
            Self::CommandIdInUse { queue, id } => {
                write!(formatter, "identifier {id} of queue {queue} is in use")
            }
            Self::Transfer { queue, id } => {
                write!(
                    formatter,
                    "the data of command {id} of queue {queue} is outside of memory"
                )
            }
            Self::QueueMemory { queue, completion } => {
                write!(
                    formatter,
                    "{} queue {queue} is outside of memory",
                    end(completion)
                )
            }
            Self::Command {
                queue,
                opcode,
                status,
            } => {
                write!(
                    formatter,
                    "command {opcode:#04x} of queue {queue} failed with {status:?}"
                )
            }
        }
    }
}
