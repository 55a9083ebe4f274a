//! `DRIVER_CANCEL`: an IRP of the system queue was cancelled. `DISPATCH_LEVEL`, with the cancel spin lock.
//!
//! wdm.h: `VOID Cancel(PDEVICE_OBJECT DeviceObject, PIRP Irp)`.

use super::entry;
use crate::ffi::PVOID;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::wdm::driver::{Slot, Unregistered, WdmDriver, slot};
use crate::wdm::extension::WdmExtension;
use crate::wdm::scope;

/// In `#[driver_cancel]`: `DISPATCH_LEVEL`, with the cancel spin lock.
pub type Cancel<'a, E> = Context<'a, E, scope::Cancel>;

miniport_macros::role_trait!(driver_cancel);

pub use crate::wdm::irp::cancel_queued as routine;

impl<E: WdmExtension, R: Slot<slot::Cancel>> WdmDriver<E, R> {
    /// Registers what hears of cancelled IRPs of the system queue.
    pub fn driver_cancel<H: DriverCancel<E>>(mut self) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.cancel = Some(call::<H, E>);
        self.with()
    }
}

/// Tells the driver, if it wants to hear, that an IRP of the system queue was cancelled.
///
/// # Safety
/// `DISPATCH_LEVEL`, with the cancel spin lock; an IRP of the device was in its queue, and holds the device.
pub(crate) unsafe fn notify<E: WdmExtension>(storage: &Storage<E>) {
    if let Some(routine) = storage.kept.callbacks().cancel {
        // SAFETY: the caller's word; the routine is one for this extension.
        unsafe { routine(storage.device_extension()) };
    }
}

/// # Safety
/// As [`notify`].
unsafe fn call<H: DriverCancel<E>, E: WdmExtension>(storage: PVOID) {
    // SAFETY: the caller's word.
    unsafe {
        let storage = &*storage.cast::<Storage<E>>();
        let mut callback = entry::enter(Role::DriverCancel, entry::DISPATCH, storage);
        H::call(callback.device, &mut callback.cx);
    }
}
