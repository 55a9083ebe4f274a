//! [`IoWorkItem`]: code that runs at `PASSIVE_LEVEL` in a system thread (`IoQueueWorkItem`), handled by `#[io_workitem]`.

use core::cell::Cell;
use core::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

use super::{DeferError, handle};
use crate::ffi;
use crate::shared::argument::WorkItemArgument;
use crate::shared::context::Context;
use crate::shared::irql;
use crate::shared::scope::{MayDefer, Scope, UpTo};
use crate::wdm::extension::WdmExtension;
use crate::wdm::role::{self, io_workitem};

handle! {
    /// A field of the device extension that stands for a work item whose handler is `H`, a `#[io_workitem]` function. See
    /// [`IoWorkItem::queue`].
    ///
    /// Its queue is `DelayedWorkQueue`, the one that drivers may use (page of `IoQueueWorkItem`), whose threads all drivers share. A handler is short,
    /// and waits for nothing that another work item does (page "System Worker Threads"). And because each of the threads may wait for paged
    /// memory, a device that the system pages to must not depend on one: what serves its reads and writes, or gives it power, is a DPC
    /// ([`CustomDpc`](crate::wdm::CustomDpc), [`DpcForIsr`](crate::wdm::DpcForIsr)). Nothing checks that. A test of such a driver has `Machine::hold_work_items` of
    /// the simulator keep all work items, and sees whether reads are completed.
    IoWorkItem, HasIoWorkItem, IsIoWorkItem, "a work item"
}

/// A work item of a device. All zero until it is made.
#[derive(Debug)]
pub struct Work {
    /// The system's work item.
    pub(crate) item: Cell<ffi::PIO_WORKITEM>,
    /// It is queued, and has not begun to run.
    queued: AtomicBool,
    argument: AtomicPtr<core::ffi::c_void>,
}

impl Work {
    /// The argument, when the work item begins to run; it may be queued again from here on.
    #[inline(always)]
    pub(crate) fn begin(&self) -> ffi::PVOID {
        let argument = self.argument.load(Ordering::Relaxed);
        self.queued.store(false, Ordering::Release);
        argument
    }
}

impl<H> IoWorkItem<H> {
    /// Queues the work item with `argument` (`IoQueueWorkItem`). Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`DeferError`]: a work item that is queued must not be queued again, so the argument comes back.
    #[rustfmt::skip] // The compiler shows lines: one is less to read than five.
    pub fn queue<E: HasIoWorkItem<H> + WdmExtension, S: UpTo<irql::Dispatch> + Scope<Deferred: MayDefer>, A: WorkItemArgument>(
        &self,
        cx: &mut Context<'_, E, S>,
        argument: A,
    ) -> Result<(), DeferError<A>>
    where
        H: role::IoWorkItem<E, A>,
    {
        let storage = cx.storage();
        if !storage.kept.activity.works.enter() {
            return Err(DeferError::Stopping(argument));
        }
        // SAFETY: the slot is that of a work item, made when the device was added.
        let work = unsafe { storage.slot(E::OFFSET).cast::<Work>().as_ref() };
        if work.queued.swap(true, Ordering::Acquire) {
            storage.leave_work();
            return Err(DeferError::AlreadyQueued(argument));
        }
        work.argument.store(argument.into_raw(), Ordering::Relaxed);
        // SAFETY: the work item is the device's own and is not queued; its routine unpacks the argument that was packed. The work item
        // holds the device until the routine has run.
        unsafe {
            ffi::IoQueueWorkItem(
                work.item.get(),
                Some(io_workitem::routine::<H, E, A>),
                ffi::DelayedWorkQueue,
                core::ptr::from_ref(work).cast_mut().cast(),
            );
        }
        Ok(())
    }
}
