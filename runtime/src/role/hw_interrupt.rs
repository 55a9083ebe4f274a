//! `HW_INTERRUPT`: the line interrupt. `DIRQL`, with the interrupt lock.
//!
//! storport.h: `BOOLEAN HwInterrupt(PVOID DeviceExtension)`. It returns `false` at once when the interrupt is not the adapter's own.

use crate::context::Interrupt;
use crate::extension::DeviceExtension;
use crate::ffi::{BOOLEAN, HW_INTERRUPT, PVOID};
use crate::role::{Role, entry};

/// The type that `#[hw_interrupt]` makes.
///
/// # Safety
/// `ROUTINE` calls [`enter`] of this type with its own arguments and does nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_interrupt]` function",
    note = "write `#[hw_interrupt] fn {Self}(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {{ … }}`"
)]
pub unsafe trait HwInterrupt: Sized + 'static {
    /// The device extension.
    type Extension: DeviceExtension;
    /// The trampoline.
    const ROUTINE: HW_INTERRUPT;
    /// The driver's function.
    fn call(extension: &Self::Extension, cx: &mut Interrupt<'_, Self::Extension>) -> bool;
}

/// What the trampoline calls.
///
/// # Safety
/// Storport called the `HW_INTERRUPT` that is `H::ROUTINE`.
#[inline(always)]
pub unsafe fn enter<H: HwInterrupt>(extension: PVOID) -> BOOLEAN {
    // SAFETY: Storport calls the interrupt handler at DIRQL with the interrupt lock held, after find-adapter.
    unsafe {
        let mut callback = entry::enter(Role::HwInterrupt, entry::DEVICE, extension);
        BOOLEAN::from(H::call(
            callback.extension(Role::HwInterrupt),
            &mut callback.cx,
        ))
    }
}
