//! Where a controller stands in its life.

use super::registers::status;

/// Where a controller stands between `CC.EN` and `CSTS.RDY`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Phase {
    #[default]
    Disabled,
    Enabling,
    Ready,
    Disabling,
}

/// `CSTS.SHST`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Shutdown {
    #[default]
    Normal,
    /// Until then; nobody knows when if it is stuck.
    Processing(Option<u64>),
    Complete,
}

/// The state of a controller.
#[derive(Debug, Default)]
pub(super) struct Life {
    pub phase: Phase,
    /// When the phase ends.
    pub due: Option<u64>,
    pub fatal: bool,
    pub shutdown: Shutdown,
}

impl Life {
    pub fn next(&self) -> Option<u64> {
        let shutdown = match self.shutdown {
            Shutdown::Processing(due) => due,
            _ => None,
        };
        self.due.into_iter().chain(shutdown).min()
    }

    pub fn is_shutting_down(&self) -> bool {
        self.shutdown != Shutdown::Normal
    }

    pub fn is_shut_down(&self) -> bool {
        self.shutdown == Shutdown::Complete
    }

    /// What `CSTS` says of it.
    pub fn status(&self) -> u32 {
        let ready = matches!(self.phase, Phase::Ready | Phase::Disabling);
        let shutdown = match self.shutdown {
            Shutdown::Normal => 0,
            Shutdown::Processing(_) => 1,
            Shutdown::Complete => 2,
        };
        (if ready { status::READY } else { 0 })
            | (if self.fatal { status::FATAL } else { 0 })
            | status::shutdown(shutdown)
    }
}
