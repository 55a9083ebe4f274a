//! `HW_INTERRUPT`: the line interrupt. `DIRQL`, with the interrupt lock.
//!
//! storport.h: `BOOLEAN HwInterrupt(PVOID DeviceExtension)`. It returns `false` at once when the interrupt is not the adapter's own.

use crate::context::Interrupt;
use crate::extension::DeviceExtension;
use crate::ffi::{BOOLEAN, PVOID};
use crate::role::{Role, entry};

/// The type that `#[hw_interrupt]` makes.
///
/// # Safety
/// Implemented by the attribute alone, once for a type, and `call` does nothing but call the function of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_interrupt]` function",
    note = "write `#[hw_interrupt] fn {Self}(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {{ … }}`"
)]
pub unsafe trait HwInterrupt<E: DeviceExtension>: Sized + 'static {
    /// The driver's function.
    fn call(extension: &E, cx: &mut Interrupt<'_, E>) -> bool;
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
        BOOLEAN::from(H::call(
            callback.extension(Role::HwInterrupt),
            &mut callback.cx,
        ))
    }
}
