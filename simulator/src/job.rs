//! What is ready to run on a processor.

use std::rc::Rc;

use crate::adapter::state::AdapterState;
use crate::machine::core::Core;
use crate::processor::{DIRQL, DISPATCH_LEVEL, PASSIVE_LEVEL};

/// Something that is ready to run on a processor.
pub(crate) enum Job {
    /// Gives a request to the driver: `HwStorBuildIo`, `HwStorStartIo`.
    Dispatch {
        adapter: Rc<AdapterState>,
        request: u32,
    },
    /// A DPC, by the address of its `STOR_DPC`.
    Dpc {
        adapter: Rc<AdapterState>,
        dpc: usize,
        /// Where it runs, if that is decided.
        processor: Option<usize>,
    },
    /// An interrupt: by a message, or by the line.
    Interrupt {
        adapter: Rc<AdapterState>,
        message: Option<u32>,
        /// Where it is delivered, if that is decided.
        processor: Option<usize>,
    },
    /// A work item, by its handle.
    Work {
        adapter: Rc<AdapterState>,
        worker: usize,
    },
    /// The timer of `RequestTimerCall`.
    Timer { adapter: Rc<AdapterState> },
    /// A timer of `StorPortRequestTimer`, by its handle.
    TimerEx {
        adapter: Rc<AdapterState>,
        timer: usize,
    },
    /// Anything that happens seldom.
    Task {
        irql: u8,
        task: Box<dyn FnOnce(&Core)>,
    },
}

impl Job {
    /// The IRQL that it runs at.
    pub fn irql(&self) -> u8 {
        match self {
            Self::Interrupt { .. } => DIRQL,
            Self::Work { .. } => PASSIVE_LEVEL,
            Self::Task { irql, .. } => *irql,
            _ => DISPATCH_LEVEL,
        }
    }

    /// The processor that it has to run on.
    pub fn processor(&self) -> Option<usize> {
        match self {
            Self::Dpc { processor, .. } | Self::Interrupt { processor, .. } => *processor,
            _ => None,
        }
    }

    /// Runs on the coroutine that was started for it.
    pub fn run(self, core: &Core) {
        match self {
            Self::Dispatch { adapter, request } => core.dispatch(&adapter, request),
            Self::Dpc { adapter, dpc, .. } => core.run_dpc(&adapter, dpc),
            Self::Interrupt {
                adapter, message, ..
            } => core.run_interrupt(&adapter, message),
            Self::Work { adapter, worker } => core.run_work_item(&adapter, worker),
            Self::Timer { adapter } => core.run_timer(&adapter),
            Self::TimerEx { adapter, timer } => core.run_timer_ex(&adapter, timer),
            Self::Task { task, .. } => task(core),
        }
    }
}
