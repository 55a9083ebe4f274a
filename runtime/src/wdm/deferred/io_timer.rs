//! [`IoTimer`]: the device's timer, which runs once a second while it is started, handled by `#[io_timer]`.

use core::sync::atomic::{AtomicBool, Ordering};

use super::handle;
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::scope::{MayDefer, Scope};
use crate::wdm::extension::WdmExtension;
use crate::wdm::role;
use crate::wdm::scope;

handle! {
    /// A field of the device extension that stands for the device's timer, whose handler is `H`, a `#[io_timer]` function. A device has one.
    IoTimer, HasIoTimer, IsIoTimer, "a timer"
}

/// Whether the timer of a device was started. Zero is never.
///
/// Whether it runs is the I/O manager's to know: a start and a stop at the same time may reach it in the other order, and a note beside it
/// could say the contrary from then on.
#[derive(Debug)]
pub struct Started(AtomicBool);

impl Started {
    /// True if it may run.
    pub(crate) fn end(&self) -> bool {
        self.0.swap(false, Ordering::SeqCst)
    }
}

/// Timers may be started and stopped: this does not run beneath a timer routine, which may be called under a lock of the I/O manager's that
/// `IoStartTimer` and `IoStopTimer` acquire, and no lock is held that a timer routine may acquire.
///
/// The page of `IoStopTimer` says that it must not be called within the routine, and the pages are silent about the lock. A driver above
/// may send a request in its own timer routine, or where another driver completes one there, so that a dispatch routine and what starts
/// the next IRP may run beneath one. What comes at `PASSIVE_LEVEL` does not, nor does a DPC.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "a timer is not started or stopped beneath a timer routine, nor under a lock that one may acquire: a deadlock",
    label = "this may run in a timer routine or under a lock",
    note = "the I/O manager may call timer routines under its lock of all timers, which `IoStartTimer` and `IoStopTimer` want; `#[driver_dispatch]` and `#[driver_startio]` run beneath one where a driver above sends a request in its own",
    note = "start and stop it in a DPC (queue a `CustomDpc`), a work item, `#[driver_dispatch_paged]`, or a hook of `PnpDevice`; a timer routine that has nothing to do does nothing",
    note = "a helper that is generic over its scope says `where S: miniport::wdm::deferred::MaySwitchTimer`"
)]
pub trait MaySwitchTimer: Scope {}
macro_rules! may_switch {
    ($($scope:ident)+) => {$(#[diagnostic::do_not_recommend] impl MaySwitchTimer for scope::$scope {})+};
}
// `Start` for one error where a timer is started there: that nothing can be deferred yet.
may_switch! { DispatchPaged Deferred Passive Power Start Stop }

impl<H> IoTimer<H> {
    /// Starts the timer (`IoStartTimer`): the handler is called about once a second. Nothing happens if it runs, or if the device is
    /// being stopped. Up to `DISPATCH_LEVEL`, not beneath a timer routine and not under a lock.
    pub fn start<E: HasIoTimer<H> + WdmExtension, S: MaySwitchTimer<Deferred: MayDefer>>(
        &self,
        cx: &mut Context<'_, E, S>,
    ) where
        H: role::IoTimer<E>,
    {
        let storage = cx.storage();
        if !storage.kept.activity.works.enter() {
            return;
        }
        started(cx, E::OFFSET).0.store(true, Ordering::SeqCst);
        // SAFETY: the device is the context's own; its timer was initialised when the device was added. The scope says that the IRQL is
        // at most DISPATCH_LEVEL, and that nobody waits for this. One that runs goes on.
        unsafe { ffi::IoStartTimer(storage.device()) };
        storage.leave_work();
    }

    /// Stops the timer (`IoStopTimer`). As [`IoTimer::start`].
    pub fn stop<E: HasIoTimer<H> + WdmExtension, S: MaySwitchTimer>(
        &self,
        cx: &mut Context<'_, E, S>,
    ) where
        H: role::IoTimer<E>,
    {
        // SAFETY: as above. One that does not run stays so.
        unsafe { ffi::IoStopTimer(cx.storage().device()) };
    }
}

fn started<'a, E: WdmExtension, S: Scope>(cx: &Context<'a, E, S>, offset: usize) -> &'a Started {
    // SAFETY: the slot is that of the timer.
    unsafe { cx.storage().slot(offset).cast::<Started>().as_ref() }
}
