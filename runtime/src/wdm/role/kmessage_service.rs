//! `KMESSAGE_SERVICE_ROUTINE`: a message of the device. `DIRQL`, with the interrupt spin lock, which all messages share.
//!
//! wdm.h: `BOOLEAN MessageService(PKINTERRUPT Interrupt, PVOID ServiceContext, ULONG MessageId)`.

use super::entry;
use crate::ffi::{BOOLEAN, KINTERRUPT, PVOID, ULONG};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::wdm::driver::{Slot, Unregistered, WdmDriver, slot};
use crate::wdm::extension::{HasMessages, WdmExtension};
use crate::wdm::scope;

/// In `#[kmessage_service]`: `DIRQL`, with the interrupt spin lock.
pub type MessageService<'a, E> = Context<'a, E, scope::Service>;

miniport_macros::role_trait!(kmessage_service);

impl<E: WdmExtension, R: Slot<slot::MessageService>> WdmDriver<E, R> {
    /// Registers `KMESSAGE_SERVICE_ROUTINE`. Mandatory with `interrupts = message`.
    pub fn kmessage_service<H: KMessageService<E>>(mut self) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
        E::Interrupts: HasMessages,
    {
        self.callbacks.message_service = Some(routine::<H, E>);
        self.with()
    }
}

/// The `KMESSAGE_SERVICE_ROUTINE` of handler `H`: what the kernel calls.
///
/// # Safety
/// The kernel calls it for the messages that the runtime connected for a device with extension `E`.
pub unsafe extern "C" fn routine<H: KMessageService<E>, E: WdmExtension>(
    interrupt: *mut KINTERRUPT,
    context: PVOID,
    message: ULONG,
) -> BOOLEAN {
    // SAFETY: the context is the device's storage; the messages are connected while the device has its hardware.
    unsafe {
        let storage = &*context.cast::<Storage<E>>();
        storage.kept.interrupt.note(interrupt);
        let mut callback = entry::enter(Role::KMessageService, entry::DEVICE, storage);
        BOOLEAN::from(H::call(callback.device, &mut callback.cx, message))
    }
}
