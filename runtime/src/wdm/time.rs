//! Waiting for a time.

use core::time::Duration;

use super::deferred::from_now;
use super::extension::WdmExtension;
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::irql;
use crate::shared::scope::{MayWait, Scope, UpTo};

impl<E: WdmExtension, S: Scope> Context<'_, E, S> {
    /// Waits (`KeDelayExecutionThread`), at least until the next tick of the system's clock; other code runs meanwhile. `PASSIVE_LEVEL`. For some
    /// microseconds, and at a higher level, there is [`stall`](Context::stall).
    ///
    /// A hook of [`PnpDevice`](crate::wdm::PnpDevice) that waits keeps its request waiting; a work item keeps one of the few threads that all
    /// drivers' work items share (page "System Worker Threads").
    pub fn delay_execution(&mut self, time: Duration)
    where
        S: UpTo<irql::Passive>,
        S::Waiting: MayWait,
    {
        let mut interval = from_now(time);
        // SAFETY: PASSIVE_LEVEL, and no lock is held, by the scope. A wait that is not alertable, in kernel mode, ends with its time only.
        unsafe {
            let _ = ffi::KeDelayExecutionThread(ffi::KernelMode, ffi::FALSE, &raw mut interval);
        }
    }
}
