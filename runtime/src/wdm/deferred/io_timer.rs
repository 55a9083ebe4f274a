//! [`IoTimer`]: the device's timer, which runs once a second while it is started, handled by `#[io_timer]`.

use core::sync::atomic::{AtomicBool, Ordering};

use super::handle;
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::irql::{self, AtMost};
use crate::shared::scope::{MayDefer, Scope};
use crate::wdm::role;
use crate::wdm::scope;

handle! {
    /// A field of the device extension that stands for the device's timer, whose handler is `H`, a `#[io_timer]` function. A device has one.
    IoTimer, HasIoTimer, IsIoTimer, "a timer"
}

/// Whether the timer of a device was started. Zero is never.
#[derive(Debug)]
pub struct Started {
    /// It was not stopped since.
    now: AtomicBool,
    /// At all: a start and a stop at the same time may reach the I/O manager in the other order.
    ever: AtomicBool,
}

impl Started {
    /// True if it was not started before.
    fn begin(&self) -> bool {
        self.ever.store(true, Ordering::SeqCst);
        !self.now.swap(true, Ordering::SeqCst)
    }

    /// True if it was not stopped before.
    fn stop(&self) -> bool {
        self.now.swap(false, Ordering::SeqCst)
    }

    /// True if it may run.
    pub(crate) fn end(&self) -> bool {
        self.now.store(false, Ordering::SeqCst);
        self.ever.swap(false, Ordering::SeqCst)
    }
}

/// The timer may be stopped: this is not its own routine, and at most at `DISPATCH_LEVEL` (page of `IoStopTimer`).
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "a timer is not stopped by its own routine, nor in a closure, which its routine may have called",
    label = "not in `#[io_timer]`, and not under a lock",
    note = "do nothing when there is nothing to do, and stop the timer elsewhere: in a DPC, a dispatch routine or a work item",
    note = "a helper that is generic over its scope says `where S: miniport::wdm::deferred::MayStopTimer`"
)]
pub trait MayStopTimer: Scope {}
macro_rules! may_stop {
    ($($scope:ident)+) => {$(#[diagnostic::do_not_recommend] impl MayStopTimer for scope::$scope {})+};
}
may_stop! { Dispatch DispatchPaged StartIo Deferred Passive Power Stop }

impl<H> IoTimer<H> {
    /// Starts the timer (`IoStartTimer`): the handler is called about once a second. Nothing happens if it runs, or if the device is
    /// being stopped. Up to `DISPATCH_LEVEL`.
    pub fn start<E: HasIoTimer<H>, S: Scope<Deferred: MayDefer>>(&self, cx: &mut Context<'_, E, S>)
    where
        S::Irql: AtMost<irql::Dispatch>,
        H: role::IoTimer<E>,
    {
        let storage = cx.storage();
        if !storage.kept.activity.works.enter() {
            return;
        }
        if started(cx, E::OFFSET).begin() {
            // SAFETY: the device is the context's own; its timer was initialised when the device was added.
            unsafe { ffi::IoStartTimer(storage.device()) };
        }
        storage.leave_work();
    }

    /// Stops the timer (`IoStopTimer`). Up to `DISPATCH_LEVEL`, but not in its own handler.
    pub fn stop<E: HasIoTimer<H>, S: MayStopTimer>(&self, cx: &mut Context<'_, E, S>)
    where
        H: role::IoTimer<E>,
    {
        if started(cx, E::OFFSET).stop() {
            // SAFETY: as above.
            unsafe { ffi::IoStopTimer(cx.storage().device()) };
        }
    }
}

fn started<'a, E: crate::wdm::extension::WdmExtension, S: Scope>(
    cx: &Context<'a, E, S>,
    offset: usize,
) -> &'a Started {
    // SAFETY: the slot is that of the timer.
    unsafe { cx.storage().slot(offset).cast::<Started>().as_ref() }
}
