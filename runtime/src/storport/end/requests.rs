//! Requests that are not the driver's: plug and play of the adapter, and whatever comes where there is no value.
//!
//! Storport sends `SRB_FUNCTION_PNP` for the adapter with or without a `HW_BUILDIO` before it (the page of that callback does not
//! list it, that of `SCSI_PNP_REQUEST_BLOCK` does), and has been seen to send it to an adapter whose find-adapter never ran.

use core::ptr::NonNull;
use core::sync::atomic::Ordering;

use super::{beat, close, finish};
use crate::ffi::{self, PVOID, SCSI_REQUEST_BLOCK};
use crate::kind::Kind;
use crate::shared::extension::Storage;
use crate::storport::extension::DeviceExtension;
use crate::storport::srb;

/// Whether the driver's handler may not see the request: a rough look, for the way that every request takes.
///
/// # Safety
/// Storport has just handed `request` to the adapter with this extension.
#[inline(always)]
pub(crate) unsafe fn is_late_or_no_command<E: DeviceExtension>(
    extension: PVOID,
    request: *mut SCSI_REQUEST_BLOCK,
) -> bool {
    // SAFETY: the caller's word; neither pointer is null (checked builds look at them before the driver's function).
    unsafe {
        !Storage::<E>::of(extension).life.is_alive()
            || srb::is_no_command(NonNull::new_unchecked(request))
    }
}

/// For `HW_BUILDIO`: whether the request goes on to `HW_STARTIO` without the driver.
///
/// # Safety
/// As [`is_late_or_no_command`].
pub(crate) unsafe fn passes_build_io<E: DeviceExtension>(
    extension: PVOID,
    request: *mut SCSI_REQUEST_BLOCK,
) -> bool {
    // SAFETY: the caller's word.
    unsafe {
        !Storage::<E>::of(extension).life.is_alive()
            || srb::adapter_pnp(NonNull::new_unchecked(request)).is_some()
            || srb::asks_for_pointers(NonNull::new_unchecked(request))
    }
}

/// For `HW_STARTIO`: takes a request that is not the driver's; false if it is.
///
/// # Safety
/// As [`is_late_or_no_command`], in `HW_STARTIO`.
pub(crate) unsafe fn request<E: DeviceExtension>(
    adapter: PVOID,
    request: *mut SCSI_REQUEST_BLOCK,
) -> bool {
    // SAFETY: the caller's word: the request is owned here, and is completed once or kept.
    unsafe {
        let storage = Storage::<E>::of(adapter);
        let request = NonNull::new_unchecked(request);
        let action = srb::adapter_pnp(request);
        let status = match action {
            None if storage.life.is_alive() => return false,
            None => ffi::SRB_STATUS_NO_DEVICE,
            // The page of StorQueryCapabilities: Storport passes in what it means, and looks at the buffer.
            Some(_) => ffi::SRB_STATUS_SUCCESS,
        };
        let removes = action == Some(ffi::StorRemoveDevice);
        let ends = removes || action == Some(ffi::StorStopDevice);
        if !ends || E::Kind::VIRTUAL || !storage.life.is_alive() {
            srb::complete(adapter, request.as_ptr(), status);
            return true;
        }
        let ending = &storage.kept.ending;
        if !ending.request.load(Ordering::Acquire).is_null() {
            // One at a time: Storport tries again.
            srb::complete(adapter, request.as_ptr(), ffi::SRB_STATUS_BUSY);
            return true;
        }
        ending.removes.store(removes, Ordering::Relaxed);
        ending.request.store(request.as_ptr(), Ordering::Release);
        close(storage);
        if storage.life.is_connected() || storage.kept.works.load(Ordering::SeqCst) != 0 {
            beat::beat(storage);
        } else {
            // HW_INITIALIZE never ran: nothing could be deferred. Nor does HW_TRACING_ENABLED run.
            finish::complete(storage);
        }
        true
    }
}
