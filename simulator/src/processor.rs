//! Processors: what they run, at which IRQL, and the spin locks that code holds.

use miniport::ffi;

pub(crate) const PASSIVE_LEVEL: u8 = 0;
pub(crate) const DISPATCH_LEVEL: u8 = 2;
/// The IRQL of device interrupts.
pub(crate) const DIRQL: u8 = 8;

/// A spin lock of an adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    /// The lock of the DPC at this address.
    Dpc(usize),
    StartIo,
    Interrupt,
    /// The lock of an interrupt message (`InterruptSynchronizePerMessage`).
    Message(u32),
}

impl Lock {
    /// Locks are acquired in ascending order.
    pub fn rank(self) -> u8 {
        match self {
            Self::Dpc(_) | Self::StartIo => 1,
            Self::Interrupt | Self::Message(_) => 2,
        }
    }

    /// The IRQL of code that holds the lock.
    pub fn irql(self) -> u8 {
        match self {
            Self::Dpc(_) | Self::StartIo => DISPATCH_LEVEL,
            Self::Interrupt | Self::Message(_) => DIRQL,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Dpc(_) => "DpcLock",
            Self::StartIo => "StartIoLock",
            Self::Interrupt => "InterruptLock",
            Self::Message(_) => "lock of a message",
        }
    }

    pub fn from_ffi(lock: ffi::STOR_SPINLOCK, context: usize) -> Option<Self> {
        match lock {
            ffi::DpcLock | ffi::ThreadedDpcLock | ffi::DpcLevelLock => Some(Self::Dpc(context)),
            ffi::StartIoLock => Some(Self::StartIo),
            ffi::InterruptLock => Some(Self::Interrupt),
            _ => None,
        }
    }
}

/// A lock that code holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub adapter: usize,
    pub lock: Lock,
    /// The IRQL to return to.
    pub old_irql: u8,
    /// The caller's `STOR_LOCK_HANDLE`; 0 if the port driver acquired it.
    pub handle: usize,
}

/// A simulated processor.
#[derive(Debug, Default)]
pub(crate) struct Processor {
    /// What runs on it, by id: the last one runs, the others are interrupted by the next.
    pub stack: Vec<usize>,
}
