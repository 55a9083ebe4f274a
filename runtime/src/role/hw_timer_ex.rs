//! `HW_TIMER_EX`: a [`Timer`](crate::Timer) ran out. `DISPATCH_LEVEL`, no locks.
//!
//! storport.h: `VOID HwTimerEx(PVOID DeviceExtension, PVOID Context)`.

use crate::context::TimerExpired;
use crate::extension::DeviceExtension;
use crate::ffi::PVOID;
use crate::role::{Role, entry};

/// The type that `#[hw_timer_ex]` makes.
///
/// # Safety
/// Implemented by the attribute alone, once for a type, and `call` does nothing but call the function of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_timer_ex]` function",
    note = "write `#[hw_timer_ex] fn {Self}(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {{ … }}`"
)]
pub unsafe trait HwTimerEx<E: DeviceExtension>: Sized + 'static {
    /// The driver's function.
    fn call(extension: &E, cx: &mut TimerExpired<'_, E>);
}

/// The `HW_TIMER_EX` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_TIMER_EX` of an adapter with extension `E`, for a timer that the runtime made and set.
pub unsafe extern "system" fn routine<H: HwTimerEx<E>, E: DeviceExtension>(
    extension: PVOID,
    _context: PVOID,
) {
    // SAFETY: timers run out after passive initialisation, at DISPATCH_LEVEL.
    unsafe {
        let mut callback = entry::enter(Role::HwTimerEx, entry::DISPATCH, extension);
        H::call(callback.extension(Role::HwTimerEx), &mut callback.cx);
    }
}
