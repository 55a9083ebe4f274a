//! `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE`: a message-signaled interrupt. `DIRQL`, with the interrupt lock (`InterruptSynchronizeAll`) or the message's lock.
//!
//! storport.h: `BOOLEAN HwMSInterruptRoutine(PVOID HwDeviceExtension, ULONG MessageId)`. It returns `false` when the message is not the adapter's own.

use crate::ffi::{BOOLEAN, PVOID};
use crate::hardware::Message;
use crate::role::{Role, entry};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// In `#[hw_message_signaled_interrupt]`: `DIRQL`.
pub type MessageInterrupt<'a, E> = Context<'a, E, scope::MessageInterrupt<E>>;

miniport_macros::role_trait!(hw_message_signaled_interrupt);

/// The `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE` of handler `H`: what Storport calls.
///
/// # Safety
/// Storport calls it, as a `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE` of an adapter with extension `E`.
pub unsafe extern "system" fn routine<H: HwMessageSignaledInterrupt<E>, E: DeviceExtension>(
    extension: PVOID,
    message: u32,
) -> BOOLEAN {
    // SAFETY: Storport calls the handler at DIRQL with the lock of the synchronisation mode held, after find-adapter;
    // the message is lent to the handler for this call.
    unsafe {
        let mut callback = entry::enter(Role::HwMessageSignaledInterrupt, entry::DEVICE, extension);
        // A line may be shared, and stays connected for a while after the adapter's end.
        if !callback.cx.storage().life.is_alive() {
            return 0;
        }
        BOOLEAN::from(H::call(
            callback.extension(Role::HwMessageSignaledInterrupt),
            &mut callback.cx,
            Message::new(message),
        ))
    }
}
