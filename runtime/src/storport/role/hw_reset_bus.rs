//! `HW_RESET_BUS`: resets a bus after requests timed out. `DISPATCH_LEVEL`, with the StartIo lock.
//!
//! storport.h: `BOOLEAN HwResetBus(PVOID DeviceExtension, ULONG PathId)`. Every request that is outstanding on the bus must be completed. It returns whether the bus was reset.

use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{BOOLEAN, PVOID};
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_reset_bus]`: `DISPATCH_LEVEL` with the StartIo lock.
pub type ResetBus<'a, E> = Context<'a, E, scope::StartIoLocked>;

miniport_macros::role_trait!(hw_reset_bus);

impl<E: DeviceExtension, R: Slot<slot::HwResetBus>> Driver<E, R> {
    /// Registers `HW_RESET_BUS`. Mandatory.
    pub fn hw_reset_bus<H: HwResetBus<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.data.HwResetBus = Some(routine::<H, E>);
        self.with()
    }
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
        // After the adapter's end there is nothing to reset.
        if !callback.cx.storage().life.is_alive() {
            return 1;
        }
        BOOLEAN::from(H::call(
            callback.extension(Role::HwResetBus),
            &mut callback.cx,
            path_id,
        ))
    }
}
