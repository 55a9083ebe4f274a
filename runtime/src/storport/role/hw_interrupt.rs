//! `HW_INTERRUPT`: the line interrupt. `DIRQL`, with the interrupt lock.
//!
//! storport.h: `BOOLEAN HwInterrupt(PVOID DeviceExtension)`. It returns `false` at once when the interrupt is not the adapter's own.

use crate::driver::{Driver, Slot, Unregistered, slot};
use crate::ffi::{BOOLEAN, PVOID};
use crate::kind::HasHardware;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_interrupt]`: `DIRQL` with the interrupt lock.
pub type Interrupt<'a, E> = Context<'a, E, scope::Interrupt>;

miniport_macros::role_trait!(hw_interrupt);

impl<E: DeviceExtension, R: Slot<slot::HwInterrupt>> Driver<E, R> {
    /// Registers `HW_INTERRUPT`. Mandatory in a physical miniport, refused in a virtual one.
    pub fn hw_interrupt<H: HwInterrupt<E>>(mut self) -> Driver<E, R::With>
    where
        R::State: Unregistered,
        E::Kind: HasHardware,
    {
        self.data.HwInterrupt = Some(routine::<H, E>);
        self.with()
    }
}

/// The `HW_INTERRUPT` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_INTERRUPT` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwInterrupt<E>, E: DeviceExtension>(
    extension: PVOID,
) -> BOOLEAN {
    // SAFETY: Storport calls the interrupt handler at DIRQL with the interrupt lock held, after find-adapter.
    unsafe {
        let mut callback = entry::enter(Role::HwInterrupt, entry::DEVICE, extension);
        // A line may be shared, and stays connected for a while after the adapter's end.
        if !callback.cx.storage().life.is_alive() {
            return 0;
        }
        BOOLEAN::from(H::call(
            callback.extension(Role::HwInterrupt),
            &mut callback.cx,
        ))
    }
}
