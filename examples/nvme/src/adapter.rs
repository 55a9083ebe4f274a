//! The adapter: its device extension, and where it stands in its life.

use core::sync::atomic::{AtomicU8, AtomicU32, AtomicUsize, Ordering};

use miniport::prelude::*;

use crate::hardware::{Hardware, QUEUES};
use crate::identify::{self, SharedLimits};
use crate::interrupt::complete;
use crate::manage::{Work, manage, wake};
use crate::prepare::Prepared;
use crate::queue::Queue;
use crate::resets::Resets;
use crate::timeouts::{Clock, tick};
use crate::unit::Units;

/// An NVM Express controller.
#[derive(DeviceExtension)]
#[device_extension(
    physical,
    interrupts = per_message,
    channels = concurrent,
    srb_extension = Prepared
)]
pub struct Adapter {
    /// Registers and shared memory.
    pub hardware: Hardware,
    /// What find-adapter learned of the controller.
    pub information: Information,
    /// What its commands may do at most.
    pub limits: SharedLimits,
    /// The queue pairs. Number 0 is the admin queue; each has the message of its number, if there are so many.
    pub queues: ByMessage<Queue, QUEUES>,
    /// How many I/O queue pairs there are, from 1 on.
    pub io_queues: AtomicUsize,
    /// The logical units.
    pub units: Units,
    /// Where the adapter stands.
    pub life: Life,
    /// What the work item is to do.
    pub work: Work,
    /// The newest asynchronous event.
    pub event: AtomicU32,
    /// Counts while requests run.
    pub clock: Clock,
    /// Requests for a reset.
    pub resets: Locked<StartIoLock, Resets>,
    /// Completes requests, for each queue pair.
    pub complete: [Dpc<complete>; QUEUES],
    /// Queues the work item for whoever may not.
    pub wake: Dpc<wake>,
    /// All that takes time.
    pub manage: WorkItem<manage>,
    /// Looks for late requests.
    pub tick: Timer<tick>,
}

/// What does not change while the adapter lives.
#[derive(Clone, Copy, Debug)]
pub struct Information {
    /// The Identify Controller data.
    pub controller: identify::Controller,
    /// Bytes of the longest transfer.
    pub longest_transfer: u32,
}

/// Where the adapter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Stage {
    /// The controller is being initialised: requests have to wait.
    Starting,
    /// Requests run.
    Running,
    /// The controller is being stopped, to be initialised again: requests have to wait.
    Halting,
    /// The controller could not be stopped: it may still use the memory of requests, which have to wait with the others.
    Stuck,
    /// Storport has stopped the adapter.
    Stopped,
    /// The controller does not answer any more: it was removed.
    Gone,
    /// The controller cannot be initialised.
    Failed,
}

impl Stage {
    const ALL: [Self; 7] = [
        Self::Starting,
        Self::Running,
        Self::Halting,
        Self::Stuck,
        Self::Stopped,
        Self::Gone,
        Self::Failed,
    ];

    /// How a request ends that cannot be started now.
    pub fn refusal(self) -> SrbStatus {
        match self {
            Self::Starting | Self::Running | Self::Halting | Self::Stuck | Self::Stopped => {
                SrbStatus::Busy
            }
            Self::Gone | Self::Failed => SrbStatus::NoDevice,
        }
    }
}

/// A [`Stage`] that several processors look at.
#[derive(Debug)]
pub struct Life(AtomicU8);

impl Life {
    /// At the beginning.
    pub const fn new() -> Self {
        Self(AtomicU8::new(Stage::Starting as u8))
    }

    /// Where the adapter stands.
    pub fn stage(&self) -> Stage {
        let number = usize::from(self.0.load(Ordering::Acquire));
        Stage::ALL.get(number).copied().unwrap_or(Stage::Failed)
    }

    /// From now on it stands there.
    pub fn set(&self, stage: Stage) {
        self.0.store(stage as u8, Ordering::Release);
    }

    /// The same, if it stood at `from`; whether it did.
    pub fn advance(&self, from: Stage, to: Stage) -> bool {
        let (from, to) = (from as u8, to as u8);
        let changed = self
            .0
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed);
        changed.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_kept_as_their_numbers() {
        let life = Life::new();
        assert_eq!(life.stage(), Stage::Starting);
        for stage in Stage::ALL {
            life.set(stage);
            assert_eq!(life.stage(), stage);
        }
        assert!(!life.advance(Stage::Starting, Stage::Running));
        assert!(life.advance(Stage::Failed, Stage::Starting));
        assert!(life.advance(Stage::Starting, Stage::Running));
    }
}
