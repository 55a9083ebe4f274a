//! `HW_RESET_BUS`: resets a bus after requests timed out. `DISPATCH_LEVEL`, with the StartIo lock.
//!
//! storport.h: `BOOLEAN HwResetBus(PVOID DeviceExtension, ULONG PathId)`. Every request that is outstanding on the bus must be completed. It returns whether the bus was reset.

use crate::context::ResetBus;
use crate::extension::DeviceExtension;
use crate::ffi::{BOOLEAN, PVOID};
use crate::role::{Role, entry};

/// The type that `#[hw_reset_bus]` makes.
///
/// # Safety
/// Implemented by the attribute alone, once for a type, and `call` does nothing but call the function of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_reset_bus]` function",
    note = "write `#[hw_reset_bus] fn {Self}(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {{ … }}`"
)]
pub unsafe trait HwResetBus<E: DeviceExtension>: Sized + 'static {
    /// The driver's function.
    fn call(extension: &E, cx: &mut ResetBus<'_, E>, path_id: u32) -> bool;
}

/// The `HW_RESET_BUS` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_RESET_BUS` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwResetBus<E>, E: DeviceExtension>(
    extension: PVOID,
    path_id: u32,
) -> BOOLEAN {
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
