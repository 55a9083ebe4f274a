//! `HW_TIMER`: the adapter's timer (`RequestTimerCall`) ran out. `DISPATCH_LEVEL`, with the StartIo lock.
//!
//! storport.h: `VOID HwTimer(PVOID DeviceExtension)`. See [`Context::request_timer`](crate::Context::request_timer).

use crate::ffi::PVOID;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_timer]`: `DISPATCH_LEVEL` with the StartIo lock.
pub type TimerTick<'a, E> = Context<'a, E, scope::StartIoLocked>;

miniport_macros::role_trait!(hw_timer);

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
