//! `DRIVER_STARTIO`: the next IRP of the system queue. `DISPATCH_LEVEL`, no locks.
//!
//! wdm.h: `VOID StartIo(PDEVICE_OBJECT DeviceObject, PIRP Irp)`.

use core::ptr::NonNull;

use super::entry;
use crate::ffi::{DEVICE_OBJECT, IRP};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::{Irp, take_started};
use crate::wdm::scope;
use crate::wdm::status::NtStatus;

/// In `#[driver_startio]`: `DISPATCH_LEVEL`, no locks.
pub type StartIo<'a, E> = Context<'a, E, scope::StartIo>;

miniport_macros::role_trait!(driver_startio);

/// The `DRIVER_STARTIO` of handler `H`: what the I/O manager calls.
///
/// # Safety
/// The I/O manager calls it for an IRP that was given to `IoStartPacket` of a device with extension `E`.
pub unsafe extern "C" fn routine<H: DriverStartIo<E>, E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) {
    // SAFETY: the IRP is marked pending and holds the device, which is started while it does.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let pointer = NonNull::new_unchecked(irp);
        let is_cancelled = !take_started(pointer, &storage.kept.started);
        if is_cancelled || storage.kept.activity.is_closed() {
            not_started(pointer, storage, is_cancelled);
        } else {
            let irp = Irp::from_parts(pointer, storage.into());
            let mut callback = entry::enter(Role::DriverStartIo, entry::DISPATCH, storage);
            H::call(callback.device, &mut callback.cx, irp);
        }
    }
}

/// Completes an IRP that was cancelled, or whose device is gone or goes.
///
/// # Safety
/// This is `DRIVER_STARTIO` of the IRP, after `take_started`.
#[cold]
#[inline(never)]
unsafe extern "C" fn not_started<E: WdmExtension>(
    irp: NonNull<IRP>,
    storage: &Storage<E>,
    is_cancelled: bool,
) {
    let status = if is_cancelled {
        NtStatus::CANCELLED
    } else {
        storage.kept.activity.refusal()
    };
    // SAFETY: the caller's word: the IRP is owned, marked pending, and holds the device. DISPATCH_LEVEL, and no spin lock is held.
    unsafe { Irp::from_parts(irp, storage.into()).finish(status, 0, None) };
}
