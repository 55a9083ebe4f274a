//! `HW_TIMER`: the adapter's timer (`RequestTimerCall`) ran out. `DISPATCH_LEVEL`, with the StartIo lock.
//!
//! storport.h: `VOID HwTimer(PVOID DeviceExtension)`. See [`Context::request_timer`](crate::Context::request_timer).

use crate::context::TimerTick;
use crate::extension::DeviceExtension;
use crate::ffi::PVOID;
use crate::role::{Role, entry};

/// The type that `#[hw_timer]` makes.
///
/// # Safety
/// Implemented by the attribute alone, once for a type, and `call` does nothing but call the function of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_timer]` function",
    note = "write `#[hw_timer] fn {Self}(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {{ … }}`"
)]
pub unsafe trait HwTimer<E: DeviceExtension>: Sized + 'static {
    /// The driver's function.
    fn call(extension: &E, cx: &mut TimerTick<'_, E>);
}

/// The `HW_TIMER` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_TIMER` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwTimer<E>, E: DeviceExtension>(extension: PVOID) {
    // SAFETY: Storport calls it at DISPATCH_LEVEL with the StartIo lock held, after initialisation.
    unsafe {
        let mut callback = entry::enter(Role::HwTimer, entry::DISPATCH, extension);
        H::call(callback.extension(Role::HwTimer), &mut callback.cx);
    }
}
