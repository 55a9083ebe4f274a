//! Completing an IRP.

use core::ptr::NonNull;

use crate::ffi;
use crate::wdm::status::NtStatus;

/// Sets the result and completes the IRP.
///
/// # Safety
/// The driver owns the IRP, without a cancel routine, and the information is not more than the requester has room for; up to
/// `DISPATCH_LEVEL`, and no spin lock is held.
#[inline]
pub(crate) unsafe fn complete(irp: NonNull<ffi::IRP>, status: NtStatus, information: usize) {
    // SAFETY: the caller's word.
    unsafe {
        let outcome = &raw mut (*ffi::named(irp.as_ptr())).IoStatus;
        (*outcome).Status = status.code();
        (*outcome).Information = information;
        // `IO_NO_INCREMENT`: the requester's priority stays as it is.
        ffi::IoCompleteRequest(irp.as_ptr(), 0);
    }
}
