//! `HW_TIMER_EX`: a [`Timer`](crate::Timer) ran out. `DISPATCH_LEVEL`, no locks.
//!
//! storport.h: `VOID HwTimerEx(PVOID DeviceExtension, PVOID Context)`.

use crate::ffi::PVOID;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_timer_ex]`: `DISPATCH_LEVEL`, no locks.
pub type TimerExpired<'a, E> = Context<'a, E, scope::TimerExpired>;

miniport_macros::role_trait!(hw_timer_ex);

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
