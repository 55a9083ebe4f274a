//! [`Timer`]: a timer object (`StorPortInitializeTimer`), handled by `#[hw_timer_ex]`.

use core::fmt;
use core::marker::PhantomData;
use core::ptr;
use core::sync::atomic::Ordering;
use core::time::Duration;

use crate::ffi;
use crate::irql;
use crate::role::{HwTimerEx, hw_timer_ex};
use crate::scope::{MayDefer, Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// A field of the device extension that stands for a timer whose handler is `H` (the name of a `#[hw_timer_ex]` function).
pub struct Timer<H>(PhantomData<fn() -> H>);

/// The extension has a timer with handler `H`. Implemented by the derive for each `Timer<H>` field.
///
/// # Safety
/// `OFFSET` is that of a timer in `Self::Slots`, which `Self::SLOTS` says is made for `H`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no field `Timer<{H}>`",
    label = "the device extension lacks this timer",
    note = "a timer lives in the device extension: add a field of type `Timer<{H}>` to it"
)]
pub unsafe trait HasTimer<H>: DeviceExtension {
    /// Offset of the slot in bytes.
    #[doc(hidden)]
    const OFFSET: usize;
}

/// `Self` is [`Timer<H>`]: what the derive asks of a field that looks so.
///
/// # Safety
/// There are `COUNT`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the runtime's `Timer`, and is called as it is",
    label = "another type named `Timer`",
    note = "the derive takes a field `Timer<name>` for a timer: call your type otherwise, or write `self::Timer<…>`"
)]
pub unsafe trait IsTimer<H> {
    /// How many.
    const COUNT: usize;
}
// SAFETY: one.
#[diagnostic::do_not_recommend]
unsafe impl<H> IsTimer<H> for Timer<H> {
    const COUNT: usize = 1;
}

/// Why a timer was not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestTimerError {
    /// The adapter's passive initialisation has not run yet, or its end has begun.
    NotReady,
    /// The timer is set already (`STOR_STATUS_BUSY`).
    Busy,
    /// Storport refused with this `STOR_STATUS_*` code.
    Refused(u32),
}

impl fmt::Display for RequestTimerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReady => f.write_str("the timer is not initialised yet"),
            Self::Busy => f.write_str("the timer is set already"),
            Self::Refused(status) => write!(f, "StorPortRequestTimer answered {status:#x}"),
        }
    }
}

impl<H> Timer<H> {
    /// The handle, for the find-adapter callback that builds the extension.
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// Lets the handler run once after `delay`, rounded up to microseconds (`StorPortRequestTimer`).
    ///
    /// A delay of zero cancels: use [`Timer::cancel`]. Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`RequestTimerError`].
    pub fn set<E: HasTimer<H>, S: UpTo<irql::Dispatch> + Scope<Deferred: MayDefer>>(
        &self,
        cx: &mut Context<'_, E, S>,
        delay: Duration,
    ) -> Result<(), RequestTimerError>
    where
        H: HwTimerEx<E>,
    {
        let microseconds = u64::try_from(delay.as_nanos().div_ceil(1000))
            .unwrap_or(u64::MAX)
            .max(1);
        request::<H, E, S>(cx, microseconds)
    }

    /// Cancels the timer; a handler that has begun runs to its end (`StorPortRequestTimer` with zero).
    ///
    /// # Errors
    /// [`RequestTimerError`].
    pub fn cancel<E: HasTimer<H>, S: UpTo<irql::Dispatch> + Scope<Deferred: MayDefer>>(
        &self,
        cx: &mut Context<'_, E, S>,
    ) -> Result<(), RequestTimerError>
    where
        H: HwTimerEx<E>,
    {
        request::<H, E, S>(cx, 0)
    }
}

fn request<H, E, S>(cx: &mut Context<'_, E, S>, microseconds: u64) -> Result<(), RequestTimerError>
where
    E: HasTimer<H>,
    H: HwTimerEx<E>,
    S: Scope,
{
    // Counted: a cancellation that comes late would take the fence of the adapter's end away.
    let timing = &cx.storage().kept.timing;
    if !cx.storage().life.enter(timing) {
        return Err(RequestTimerError::NotReady);
    }
    // SAFETY: the slot is written in passive initialisation only, before the gate opens.
    let handle = unsafe { cx.storage().slot(E::OFFSET).cast::<ffi::PVOID>().read() };
    // SAFETY: the timer is the context's own adapter's.
    let status = unsafe {
        ffi::StorPortRequestTimer(
            cx.device_extension(),
            handle,
            Some(hw_timer_ex::routine::<H, E>),
            ptr::null_mut(),
            microseconds,
            0,
        )
    };
    timing.fetch_sub(1, Ordering::SeqCst);
    match status {
        ffi::STOR_STATUS_SUCCESS => Ok(()),
        ffi::STOR_STATUS_BUSY => Err(RequestTimerError::Busy),
        status => Err(RequestTimerError::Refused(status)),
    }
}

impl<H> Default for Timer<H> {
    fn default() -> Self {
        Self::new()
    }
}

impl<H> fmt::Debug for Timer<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Timer")
    }
}
