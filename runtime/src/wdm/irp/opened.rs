//! Files that were opened at the lower drivers too: the driver has passed their `IRP_MJ_CREATE` down. Who gets that undoes what it did for it when
//! the file is closed (page of `IRP_MJ_CLOSE`), so that `IRP_MJ_CLEANUP` and `IRP_MJ_CLOSE` of such a file go down as well.

use core::ptr::NonNull;

use super::complete;
use crate::ffi::{self, IRP, NTSTATUS, PVOID};
use crate::shared::extension::Storage;
use crate::wdm::extension::WdmExtension;
use crate::wdm::lower::wait_for_lower;
use crate::wdm::status::NtStatus;

/// Sends an `IRP_MJ_CREATE` to the next lower driver; fails it where there is no memory to note its file. What a dispatch routine returns.
///
/// # Safety
/// The IRP is an owned one of this major function, and holds the device until this returns; `PASSIVE_LEVEL`, no lock.
pub(super) unsafe fn open_below<E: WdmExtension>(
    storage: &Storage<E>,
    irp: NonNull<IRP>,
) -> NTSTATUS {
    let kept = &storage.kept;
    // SAFETY: the caller's word. The device stays until the IRP has come back, with which the file is forgotten that was not opened.
    unsafe {
        let file = (*ffi::IoGetCurrentIrpStackLocation(irp.as_ptr())).FileObject;
        if !kept.opened_below.note(file, || (), |()| ()) {
            complete(irp, NtStatus::INSUFFICIENT_RESOURCES, 0);
            return ffi::STATUS_INSUFFICIENT_RESOURCES;
        }
        kept.activity.returns.hold_anyway();
        wait_for_lower(storage, irp.as_ptr(), opened::<E>)
    }
}

/// The lower drivers have completed it.
///
/// # Safety
/// The I/O manager calls it for an IRP of [`open_below`], with the storage of its device.
unsafe extern "C" fn opened<E: WdmExtension>(
    _device: ffi::PDEVICE_OBJECT,
    irp: ffi::PIRP,
    context: PVOID,
) -> NTSTATUS {
    // SAFETY: the caller's word: the IRP is owned again until it is completed, and holds the device; up to DISPATCH_LEVEL.
    unsafe {
        let storage = &*context.cast::<Storage<E>>();
        if (*ffi::named(irp)).IoStatus.Status < 0 {
            let file = (*ffi::IoGetCurrentIrpStackLocation(irp)).FileObject;
            storage.kept.opened_below.remove(file);
        }
        storage.leave_return();
    }
    ffi::STATUS_CONTINUE_COMPLETION
}
