//! `KSERVICE_ROUTINE`: the line interrupt. `DIRQL`, with the interrupt spin lock.
//!
//! wdm.h: `BOOLEAN InterruptService(PKINTERRUPT Interrupt, PVOID ServiceContext)`.

use super::entry;
use crate::ffi::{BOOLEAN, KINTERRUPT, PVOID};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::wdm::driver::{Slot, Unregistered, WdmDriver, slot};
use crate::wdm::extension::{HasInterrupt, WdmExtension};
use crate::wdm::scope;

/// In `#[kservice]`: `DIRQL`, with the interrupt spin lock.
pub type Service<'a, E> = Context<'a, E, scope::Service>;

miniport_macros::role_trait!(kservice);

impl<E: WdmExtension, R: Slot<slot::Service>> WdmDriver<E, R> {
    /// Registers `KSERVICE_ROUTINE`. Mandatory where the device interrupts.
    pub fn kservice<H: KService<E>>(mut self) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
        E::Interrupts: HasInterrupt,
    {
        self.callbacks.service = Some(routine::<H, E>);
        self.with()
    }
}

/// The `KSERVICE_ROUTINE` of handler `H`: what the kernel calls.
///
/// # Safety
/// The kernel calls it for the interrupt that the runtime connected for a device with extension `E`.
pub unsafe extern "C" fn routine<H: KService<E>, E: WdmExtension>(
    interrupt: *mut KINTERRUPT,
    context: PVOID,
) -> BOOLEAN {
    // SAFETY: the context is the device's storage; the interrupt is connected while the device has its hardware.
    unsafe {
        let storage = &*context.cast::<Storage<E>>();
        storage.kept.interrupt.note(interrupt);
        let mut callback = entry::enter(Role::KService, entry::DEVICE, storage);
        BOOLEAN::from(H::call(callback.device, &mut callback.cx))
    }
}
