//! `HW_RESET_BUS`: resets a bus after requests timed out. `DISPATCH_LEVEL`, with the StartIo lock.
//!
//! storport.h: `BOOLEAN HwResetBus(PVOID DeviceExtension, ULONG PathId)`. Every request that is outstanding on the bus must be completed. It returns whether the bus was reset.

use crate::context::ResetBus;
use crate::extension::DeviceExtension;
use crate::ffi::{BOOLEAN, HW_RESET_BUS, PVOID};
use crate::role::{Role, entry};

/// The type that `#[hw_reset_bus]` makes.
///
/// # Safety
/// `ROUTINE` calls [`enter`] of this type with its own arguments and does nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_reset_bus]` function",
    note = "write `#[hw_reset_bus] fn {Self}(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {{ … }}`"
)]
pub unsafe trait HwResetBus: Sized + 'static {
    /// The device extension.
    type Extension: DeviceExtension;
    /// The trampoline.
    const ROUTINE: HW_RESET_BUS;
    /// The driver's function.
    fn call(
        extension: &Self::Extension,
        cx: &mut ResetBus<'_, Self::Extension>,
        path_id: u32,
    ) -> bool;
}

/// What the trampoline calls.
///
/// # Safety
/// Storport called the `HW_RESET_BUS` that is `H::ROUTINE`.
#[inline(always)]
pub unsafe fn enter<H: HwResetBus>(extension: PVOID, path_id: u32) -> BOOLEAN {
    // SAFETY: Storport calls it at DISPATCH_LEVEL with the StartIo lock held, after initialisation.
    unsafe {
        let mut callback = entry::enter(Role::HwResetBus, entry::DISPATCH, extension);
        BOOLEAN::from(H::call(
            callback.extension(Role::HwResetBus),
            &mut callback.cx,
            path_id,
        ))
    }
}
