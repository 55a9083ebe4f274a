//! What goes to the next lower driver, and how it comes back.

use core::cell::Cell;
use core::ptr::NonNull;

use super::dispatch::refuse;
use super::extension::WdmExtension;
use super::status::NtStatus;
use crate::ffi::{self, IRP, NTSTATUS};
use crate::shared::extension::Storage;

/// Sends the IRP to the next lower driver.
///
/// # Safety
/// The IRP is owned, and `lower` is below its device.
pub(crate) unsafe fn pass_down(lower: ffi::PDEVICE_OBJECT, irp: *mut IRP) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe {
        ffi::IoSkipCurrentIrpStackLocation(irp);
        ffi::IoCallDriver(lower, irp)
    }
}

/// Sends a request of a manager down with which the runtime has nothing to do. It counts until it is passed down: nothing of a lower driver is there
/// after the removal.
///
/// # Safety
/// The IRP is owned, and has come to its dispatch routine; up to `DISPATCH_LEVEL`, no lock.
pub(crate) unsafe fn pass_on<E: WdmExtension>(storage: &Storage<E>, irp: *mut IRP) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe {
        if !storage.kept.activity.requests.enter() {
            return refuse(NonNull::new_unchecked(irp), NtStatus::DELETE_PENDING);
        }
        let status = pass_down(storage.kept.lower.get(), irp);
        storage.leave_request();
        status
    }
}

/// Sends the IRP down; `routine` is called when it comes back.
///
/// # Safety
/// The IRP is owned, and has come to its dispatch routine; the routine is one for this extension.
pub(crate) unsafe fn wait_for_lower<E: WdmExtension>(
    storage: &Storage<E>,
    irp: *mut IRP,
    routine: ffi::IO_COMPLETION_ROUTINE,
) -> NTSTATUS {
    // SAFETY: the caller's word.
    unsafe {
        ffi::IoMarkIrpPending(irp);
        ffi::IoCopyCurrentIrpStackLocationToNext(irp);
        let context = storage.device_extension();
        ffi::IoSetCompletionRoutine(irp, Some(routine), context, ffi::TRUE, ffi::TRUE, ffi::TRUE);
        ffi::IoCallDriver(storage.kept.lower.get(), irp);
    }
    ffi::STATUS_PENDING
}

/// Goes on with an IRP at `PASSIVE_LEVEL`: what the completion routine returns, if it came back from the lower drivers.
///
/// # Safety
/// The IRP is owned, and `routine` answers for it; the work item is not queued. Up to `DISPATCH_LEVEL`.
pub(crate) unsafe fn go_on_in_work_item(
    item: &Cell<ffi::PIO_WORKITEM>,
    irp: ffi::PIRP,
    routine: ffi::IO_WORKITEM_ROUTINE,
) -> NTSTATUS {
    // SAFETY: the caller's word; up to DISPATCH_LEVEL.
    unsafe {
        ffi::IoQueueWorkItem(item.get(), Some(routine), ffi::DelayedWorkQueue, irp.cast());
    }
    ffi::STATUS_MORE_PROCESSING_REQUIRED
}
