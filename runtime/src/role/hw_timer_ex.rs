//! `HW_TIMER_EX`: a [`Timer`](crate::Timer) ran out. `DISPATCH_LEVEL`, no locks.
//!
//! storport.h: `VOID HwTimerEx(PVOID DeviceExtension, PVOID Context)`.

use crate::context::TimerExpired;
use crate::extension::DeviceExtension;
use crate::ffi::{HW_TIMER_EX, PVOID};
use crate::role::{Role, entry};

/// The type that `#[hw_timer_ex]` makes.
///
/// # Safety
/// `ROUTINE` calls [`enter`] of this type with its own arguments and does nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_timer_ex]` function",
    note = "write `#[hw_timer_ex] fn {Self}(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {{ … }}`"
)]
pub unsafe trait HwTimerEx: Sized + 'static {
    /// The device extension.
    type Extension: DeviceExtension;
    /// The trampoline.
    const ROUTINE: HW_TIMER_EX;
    /// The driver's function.
    fn call(extension: &Self::Extension, cx: &mut TimerExpired<'_, Self::Extension>);
}

/// What the trampoline calls.
///
/// # Safety
/// Storport called the `HW_TIMER_EX` that is `H::ROUTINE`, for a timer that the runtime made and set.
#[inline(always)]
pub unsafe fn enter<H: HwTimerEx>(extension: PVOID, _context: PVOID) {
    // SAFETY: timers run out after passive initialisation, at DISPATCH_LEVEL.
    unsafe {
        let mut callback = entry::enter(Role::HwTimerEx, entry::DISPATCH, extension);
        H::call(callback.extension(Role::HwTimerEx), &mut callback.cx);
    }
}
