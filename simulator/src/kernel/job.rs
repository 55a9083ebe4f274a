//! What is ready to run on a processor: handed down by whoever wants it run, and run without knowing whose it is.

use super::level::{DIRQL, DISPATCH_LEVEL};
use super::time::cost;

/// Something to do. It finds the machine by [`Kernel::running`](super::core::Kernel::running).
pub(crate) type Work = Box<dyn FnOnce()>;

/// Work that runs on a coroutine.
pub(crate) struct Job {
    /// The IRQL that it runs at.
    pub irql: u8,
    /// The processor that it has to run on, if that is decided.
    pub processor: Option<usize>,
    /// Virtual time from its cause to its beginning.
    pub latency: u64,
    pub work: Work,
}

impl Job {
    /// Work at an IRQL, on any processor.
    pub fn new(irql: u8, work: impl FnOnce() + 'static) -> Self {
        Self {
            irql,
            processor: None,
            latency: 0,
            work: Box::new(work),
        }
    }

    /// A DPC, or a timer.
    pub fn dpc(work: impl FnOnce() + 'static) -> Self {
        Self {
            latency: cost::DPC,
            ..Self::new(DISPATCH_LEVEL, work)
        }
    }

    /// An interrupt.
    pub fn interrupt(work: impl FnOnce() + 'static) -> Self {
        Self {
            latency: cost::INTERRUPT,
            ..Self::new(DIRQL, work)
        }
    }

    /// Decides where it runs.
    pub fn on(self, processor: Option<usize>) -> Self {
        Self { processor, ..self }
    }
}
