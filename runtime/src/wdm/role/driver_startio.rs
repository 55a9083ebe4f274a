//! `DRIVER_STARTIO`: the next IRP of the system queue. `DISPATCH_LEVEL`, no locks.
//!
//! wdm.h: `VOID StartIo(PDEVICE_OBJECT DeviceObject, PIRP Irp)`.

use core::ptr::NonNull;

use super::entry;
use crate::ffi::{DEVICE_OBJECT, IRP};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::wdm::activity::Gate;
use crate::wdm::extension::WdmExtension;
use crate::wdm::irp::{Irp, take_started};
use crate::wdm::scope;
use crate::wdm::status::NtStatus;

/// In `#[driver_startio]`: `DISPATCH_LEVEL`, no locks.
pub type StartIo<'a, E> = Context<'a, E, scope::StartIo>;

miniport_macros::__role_trait!(driver_startio);

/// The `DRIVER_STARTIO` of handler `H`: what the I/O manager calls.
///
/// # Safety
/// The I/O manager calls it for an IRP that was given to `IoStartPacket` of a device with extension `E`.
pub unsafe extern "system" fn routine<H: DriverStartIo<E>, E: WdmExtension>(
    device: *mut DEVICE_OBJECT,
    irp: *mut IRP,
) {
    // SAFETY: the IRP is marked pending and holds the device, which is started while it does.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let pointer = NonNull::new_unchecked(irp);
        let was_cancelled = !take_started(pointer);
        let irp = Irp::from_parts(pointer, storage.into());
        if was_cancelled {
            irp.finish(NtStatus::CANCELLED, 0, None);
        } else if storage.kept.activity.gate() == Gate::Closed {
            // The device is gone, or goes.
            irp.finish(storage.kept.activity.refusal(), 0, None);
        } else {
            let mut callback = entry::enter(Role::DriverStartIo, entry::DISPATCH, storage);
            H::call(callback.device, &mut callback.cx, irp);
        }
    }
}
