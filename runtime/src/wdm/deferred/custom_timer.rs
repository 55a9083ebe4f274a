//! [`CustomTimer`]: a timer of the driver's own (`KTIMER`) with its DPC, handled by `#[kdeferred]`.

use core::mem::MaybeUninit;
use core::ptr::NonNull;
use core::time::Duration;

use super::handle;
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::irql;
use crate::shared::scope::{MayDefer, Scope, UpTo};
use crate::wdm::extension::WdmExtension;

handle! {
    /// A field of the device extension that stands for a timer whose handler is `H`, a `#[kdeferred]` function without an argument: what the
    /// documentation calls a `CustomTimerDpc`. A device may have several, of different handlers.
    ///
    /// A timer that is due queues its DPC; one that is due again while its DPC waits in the queue is one call. Times are those of the system's
    /// clock, whose ticks are about 15 ms apart (page "Timer Accuracy"): a handler runs at the first tick behind its time.
    ///
    /// A device that stops has its timers cancelled. One that loses its power has not: `power_down` cancels what would touch the device, and a
    /// handler that is queued already may still run once.
    ///
    /// ```
    /// # use miniport::wdm::prelude::*;
    /// use core::time::Duration;
    ///
    /// #[derive(DeviceExtension)]
    /// #[device_extension(wdm, interrupts = none)]
    /// struct Panel {
    ///     blink: CustomTimer<blink>,
    /// }
    ///
    /// impl PnpDevice for Panel {
    ///     type Hardware = ();
    ///     # fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> { Ok(()) }
    ///     fn started(&self, cx: &mut Power<'_, Self>) {
    ///         self.blink.set_periodic(cx, Duration::ZERO, Duration::from_millis(250)).ok();
    ///     }
    /// }
    ///
    /// #[kdeferred]
    /// fn blink(_panel: &Panel, _cx: &mut Deferred<'_, Panel>) {}
    /// # fn main() {}
    /// ```
    CustomTimer, HasCustomTimer, IsCustomTimer, "a timer of its own"
}

/// A timer and its DPC.
#[derive(Debug)]
pub struct TimerAndDpc {
    timer: MaybeUninit<ffi::KTIMER>,
    dpc: MaybeUninit<ffi::KDPC>,
}

/// The device is being stopped: nothing is set any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "the handler is not called"]
pub struct Stopping;

impl core::fmt::Display for Stopping {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the device is being stopped")
    }
}

impl TimerAndDpc {
    /// # Safety
    /// The place is that of a timer of a device that is being added; `context` is the device's storage, which `routine` expects.
    pub(super) unsafe fn initialise(
        place: NonNull<Self>,
        routine: ffi::KDEFERRED_ROUTINE,
        context: ffi::PVOID,
    ) {
        // SAFETY: the caller's word: both are set up once, before anybody uses them, and do not move.
        unsafe {
            ffi::KeInitializeTimer(Self::timer(place));
            ffi::KeInitializeDpc(Self::dpc(place), Some(routine), context);
        }
    }

    /// Cancels the timer; whether it was set.
    ///
    /// # Safety
    /// It was initialised; up to `DISPATCH_LEVEL`.
    pub(super) unsafe fn cancel(place: NonNull<Self>) -> bool {
        // SAFETY: the caller's word.
        unsafe { ffi::KeCancelTimer(Self::timer(place)) != ffi::FALSE }
    }

    fn timer(place: NonNull<Self>) -> ffi::PKTIMER {
        // SAFETY: a place inside of the slot, which is not read.
        unsafe { (&raw mut (*place.as_ptr()).timer).cast() }
    }

    fn dpc(place: NonNull<Self>) -> ffi::PKDPC {
        // SAFETY: as above.
        unsafe { (&raw mut (*place.as_ptr()).dpc).cast() }
    }
}

/// A time from now on as the kernel counts it: below zero, in units of 100 ns, rounded up.
pub(crate) fn from_now(time: Duration) -> ffi::LARGE_INTEGER {
    let units = i64::try_from(time.as_nanos().div_ceil(100)).unwrap_or(i64::MAX);
    ffi::LARGE_INTEGER { QuadPart: -units }
}

impl<H> CustomTimer<H> {
    /// Sets the timer for once (`KeSetTimer`): the handler is called when `after` is over. A timer that is set already is set anew. Up to
    /// `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`Stopping`].
    pub fn set<
        E: HasCustomTimer<H> + WdmExtension,
        S: UpTo<irql::Dispatch> + Scope<Deferred: MayDefer>,
    >(
        &self,
        cx: &mut Context<'_, E, S>,
        after: Duration,
    ) -> Result<(), Stopping> {
        set(cx, E::OFFSET, after, 0)
    }

    /// Sets the timer for `after`, and again every `period` (`KeSetTimerEx`), which is rounded up to milliseconds, at least one. As
    /// [`set`](Self::set).
    ///
    /// # Errors
    /// [`Stopping`].
    pub fn set_periodic<
        E: HasCustomTimer<H> + WdmExtension,
        S: UpTo<irql::Dispatch> + Scope<Deferred: MayDefer>,
    >(
        &self,
        cx: &mut Context<'_, E, S>,
        after: Duration,
        period: Duration,
    ) -> Result<(), Stopping> {
        let milliseconds = period.as_nanos().div_ceil(1_000_000).max(1);
        let period = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        set(cx, E::OFFSET, after, period)
    }

    /// Cancels the timer (`KeCancelTimer`): whether it was set. A handler that is queued or runs already goes on. Up to `DISPATCH_LEVEL`.
    pub fn cancel<E: HasCustomTimer<H> + WdmExtension, S: UpTo<irql::Dispatch>>(
        &self,
        cx: &mut Context<'_, E, S>,
    ) -> bool
    where
        S::Extension: crate::shared::scope::IsBuilt,
    {
        // SAFETY: the slot is that of the timer, initialised when the device was added; the scope's IRQL.
        unsafe { TimerAndDpc::cancel(cx.storage().slot(E::OFFSET).cast()) }
    }
}

/// Sets the timer of a slot. Who sees the device open here is over before the end of its hardware cancels the timer: as with a DPC.
fn set<E: WdmExtension, S: Scope>(
    cx: &Context<'_, E, S>,
    offset: usize,
    after: Duration,
    period: i32,
) -> Result<(), Stopping> {
    let storage = cx.storage();
    if !storage.life.is_open() {
        return Err(Stopping);
    }
    let place = storage.slot(offset).cast::<TimerAndDpc>();
    // SAFETY: timer and DPC are the slot of the context's own device, initialised when the device was added, and do not move; the callers'
    // scopes are up to DISPATCH_LEVEL. Its DPC's handler takes no argument, so that the words that a timer's DPC gets are not read.
    unsafe {
        ffi::KeSetTimerEx(
            TimerAndDpc::timer(place),
            from_now(after),
            period,
            TimerAndDpc::dpc(place),
        );
    }
    Ok(())
}
