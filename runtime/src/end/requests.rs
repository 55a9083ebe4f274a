//! Requests that are not the driver's: plug and play of the adapter, and whatever comes where there is no value.
//!
//! Storport sends `SRB_FUNCTION_PNP` for the adapter with or without a `HW_BUILDIO` before it (the page of that callback does not
//! list it, that of `SCSI_PNP_REQUEST_BLOCK` does), and has been seen to send it to an adapter whose find-adapter never ran.

use core::ptr::NonNull;
use core::sync::atomic::Ordering;

use super::{beat, close, finish};
use crate::extension::{DeviceExtension, Storage};
use crate::ffi::{self, SCSI_REQUEST_BLOCK};
use crate::kind::Kind;
use crate::srb;

/// Whether the driver's handler may not see the request: a rough look, for the way that every request takes.
#[inline(always)]
pub(crate) unsafe fn is_late_or_pnp<E: DeviceExtension>(
    storage: &Storage<E>,
    request: NonNull<SCSI_REQUEST_BLOCK>,
) -> bool {
    // SAFETY: the caller's word: Storport has just handed the request over.
    !storage.life.is_alive() || unsafe { srb::is_pnp(request) }
}

/// For `HW_BUILDIO`: whether the request goes on to `HW_STARTIO` without the driver.
///
/// # Safety
/// As [`request`].
#[cold]
pub(crate) unsafe fn passes_build_io<E: DeviceExtension>(
    storage: &Storage<E>,
    request: NonNull<SCSI_REQUEST_BLOCK>,
) -> bool {
    // SAFETY: the caller's word.
    !storage.life.is_alive() || unsafe { srb::adapter_pnp(request) }.is_some()
}

/// For `HW_STARTIO`: takes a request that is not the driver's; false if it is.
///
/// # Safety
/// Storport has just handed the request to the adapter with this storage, in `HW_STARTIO`.
#[cold]
pub(crate) unsafe fn request<E: DeviceExtension>(
    storage: &Storage<E>,
    request: NonNull<SCSI_REQUEST_BLOCK>,
) -> bool {
    let adapter = storage.device_extension();
    // SAFETY: the caller's word: the request is owned here, and is completed once or kept.
    unsafe {
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
        let ending = &storage.ending;
        if !ending.request.load(Ordering::Acquire).is_null() {
            // One at a time: Storport tries again.
            srb::complete(adapter, request.as_ptr(), ffi::SRB_STATUS_BUSY);
            return true;
        }
        ending.removes.store(removes, Ordering::Relaxed);
        ending.request.store(request.as_ptr(), Ordering::Release);
        close(storage);
        if storage.life.is_connected() {
            beat::beat(storage);
        } else {
            // HW_INITIALIZE never ran: nothing could be deferred.
            finish::complete(storage);
        }
        true
    }
}
