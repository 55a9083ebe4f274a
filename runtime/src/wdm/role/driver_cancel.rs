//! `DRIVER_CANCEL`: an IRP of the system queue was cancelled. `DISPATCH_LEVEL`, with the cancel spin lock.
//!
//! wdm.h: `VOID Cancel(PDEVICE_OBJECT DeviceObject, PIRP Irp)`.

use super::entry;
use crate::ffi::{DEVICE_OBJECT, IRP};
use crate::shared::context::Context;
use crate::shared::role::Role;
use crate::wdm::driver::{Slot, Unregistered, WdmDriver, slot};
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::cancel_queued;
use crate::wdm::scope;

/// In `#[driver_cancel]`: `DISPATCH_LEVEL`, with the cancel spin lock.
pub type Cancel<'a, E> = Context<'a, E, scope::Cancel>;

miniport_macros::role_trait!(driver_cancel);

/// The `DRIVER_CANCEL` of handler `H`: what the I/O manager calls.
///
/// # Safety
/// The I/O manager calls it for an IRP that was given to `IoStartPacket` of a device with extension `E`.
pub unsafe extern "C" fn routine<H: DriverCancel<E>, E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) {
    // SAFETY: the caller's word; the IRP holds the device, and the cancel spin lock is held.
    unsafe {
        cancel_queued::<E>(device, irp, |storage| {
            let mut callback = entry::enter(Role::DriverCancel, entry::DISPATCH, storage);
            H::call(callback.device, &mut callback.cx);
        });
    }
}

/// The `DRIVER_CANCEL` of a driver that does not want to hear of it.
///
/// # Safety
/// As [`routine`].
pub(crate) unsafe extern "C" fn unheard<E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) {
    // SAFETY: the caller's word.
    unsafe { cancel_queued::<E>(device, irp, |_| {}) };
}

impl<E: WdmExtension, R: Slot<slot::Cancel>> WdmDriver<E, R> {
    /// Registers what hears of cancelled IRPs of the system queue. Of those that wait while the device is stopped or has no power it does not
    /// hear: there may be no hardware.
    pub fn driver_cancel<H: DriverCancel<E>>(mut self) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.cancel = Some(routine::<H, E>);
        self.with()
    }
}
