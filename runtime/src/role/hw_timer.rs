//! `HW_TIMER`: the adapter's timer (`RequestTimerCall`) ran out. `DISPATCH_LEVEL`, with the StartIo lock.
//!
//! storport.h: `VOID HwTimer(PVOID DeviceExtension)`. See [`Context::request_timer`](crate::Context::request_timer).

use crate::context::TimerTick;
use crate::extension::DeviceExtension;
use crate::ffi::{HW_TIMER, PVOID};
use crate::role::{Role, entry};

/// The type that `#[hw_timer]` makes.
///
/// # Safety
/// `ROUTINE` calls [`enter`] of this type with its own arguments and does nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_timer]` function",
    note = "write `#[hw_timer] fn {Self}(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {{ … }}`"
)]
pub unsafe trait HwTimer: Sized + 'static {
    /// The device extension.
    type Extension: DeviceExtension;
    /// The trampoline.
    const ROUTINE: HW_TIMER;
    /// The driver's function.
    fn call(extension: &Self::Extension, cx: &mut TimerTick<'_, Self::Extension>);
}

/// What the trampoline calls.
///
/// # Safety
/// Storport called the `HW_TIMER` that is `H::ROUTINE`.
#[inline(always)]
pub unsafe fn enter<H: HwTimer>(extension: PVOID) {
    // SAFETY: Storport calls it at DISPATCH_LEVEL with the StartIo lock held, after initialisation.
    unsafe {
        let mut callback = entry::enter(Role::HwTimer, entry::DISPATCH, extension);
        H::call(callback.extension(Role::HwTimer), &mut callback.cx);
    }
}
