//! `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE`: a message-signaled interrupt. `DIRQL`, with the interrupt lock (`InterruptSynchronizeAll`) or the message's lock.
//!
//! storport.h: `BOOLEAN HwMSInterruptRoutine(PVOID HwDeviceExtension, ULONG MessageId)`. It returns `false` when the message is not the adapter's own.

use crate::context::MessageInterrupt;
use crate::extension::DeviceExtension;
use crate::ffi::{BOOLEAN, HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE, PVOID};
use crate::hardware::Message;
use crate::role::{Role, entry};

/// The type that `#[hw_message_signaled_interrupt]` makes.
///
/// # Safety
/// `ROUTINE` calls [`enter`] of this type with its own arguments and does nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the name of a `#[hw_message_signaled_interrupt]` function",
    note = "write `#[hw_message_signaled_interrupt] fn {Self}(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {{ … }}`"
)]
pub unsafe trait HwMessageSignaledInterrupt: Sized + 'static {
    /// The device extension.
    type Extension: DeviceExtension;
    /// The trampoline.
    const ROUTINE: HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE;
    /// The driver's function.
    fn call(
        extension: &Self::Extension,
        cx: &mut MessageInterrupt<'_, Self::Extension>,
        message: Message<'_>,
    ) -> bool;
}

/// What the trampoline calls.
///
/// # Safety
/// Storport called the `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE` that is `H::ROUTINE`.
#[inline(always)]
pub unsafe fn enter<H: HwMessageSignaledInterrupt>(extension: PVOID, message: u32) -> BOOLEAN {
    // SAFETY: Storport calls the handler at DIRQL with the lock of the synchronisation mode held, after find-adapter;
    // the message is lent to the handler for this call.
    unsafe {
        let mut callback = entry::enter(Role::HwMessageSignaledInterrupt, entry::DEVICE, extension);
        BOOLEAN::from(H::call(
            callback.extension(Role::HwMessageSignaledInterrupt),
            &mut callback.cx,
            Message::new(message),
        ))
    }
}
