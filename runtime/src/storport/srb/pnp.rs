//! Requests that are no SCSI commands, which the runtime looks at before the driver does, in both forms of a request.

use core::ptr::NonNull;

use super::block::Block;
use crate::ffi::{self, PVOID, SCSI_REQUEST_BLOCK};

/// Whether the request is anything but a SCSI command: those are what a driver is fast for.
///
/// # Safety
/// Storport has handed the request over.
#[inline(always)]
pub(crate) unsafe fn is_no_command(request: NonNull<SCSI_REQUEST_BLOCK>) -> bool {
    // SAFETY: the caller's word.
    unsafe { Block::new(request) }.function() != u32::from(ffi::SRB_FUNCTION_EXECUTE_SCSI)
}

/// Whether the request may come to `HW_STARTIO` without a `HW_BUILDIO` before it: the page of that callback does not list its
/// function.
///
/// # Safety
/// As [`is_no_command`].
pub(crate) unsafe fn may_skip_build_io(request: NonNull<SCSI_REQUEST_BLOCK>) -> bool {
    // SAFETY: the caller's word.
    let function = unsafe { Block::new(request) }.function();
    [
        ffi::SRB_FUNCTION_PNP,
        ffi::SRB_FUNCTION_POWER,
        ffi::SRB_FUNCTION_WMI,
        // The runtime does not give it to `HW_BUILDIO`.
        ffi::SRB_FUNCTION_DUMP_POINTERS,
    ]
    .into_iter()
    .any(|skips| function == u32::from(skips))
}

/// Whether the request asks for dump pointers: what its buffer says is believed by the dump path, so that safe code has no way to it but the answer
/// of the runtime.
///
/// # Safety
/// As [`is_no_command`].
pub(crate) unsafe fn asks_for_pointers(request: NonNull<SCSI_REQUEST_BLOCK>) -> bool {
    // SAFETY: the caller's word.
    let function = unsafe { Block::new(request) }.function();
    function == u32::from(ffi::SRB_FUNCTION_DUMP_POINTERS)
}

/// What a plug and play request of the adapter asks for; `None` for every other request.
///
/// # Safety
/// As [`is_no_command`].
pub(crate) unsafe fn adapter_pnp(
    request: NonNull<SCSI_REQUEST_BLOCK>,
) -> Option<ffi::STOR_PNP_ACTION> {
    // SAFETY: the caller's word.
    let (action, flags) = unsafe { Block::new(request) }.pnp()?;
    (flags & ffi::SRB_PNP_FLAGS_ADAPTER_REQUEST != 0).then_some(action)
}

/// Completes a request that no [`Srb`](super::Srb) stands for. One that fails has transferred nothing.
///
/// # Safety
/// The runtime owns the request, which is `adapter`'s, and does not touch it again.
pub(crate) unsafe fn complete(adapter: PVOID, request: *mut SCSI_REQUEST_BLOCK, status: u8) {
    // SAFETY: the caller's word; a request is not at address zero.
    unsafe {
        if matches!(status, ffi::SRB_STATUS_NO_DEVICE | ffi::SRB_STATUS_BUSY) {
            Block::new(NonNull::new_unchecked(request)).set_transfer_length(0);
        }
        (*request).SrbStatus = status;
        ffi::notify_request_complete(adapter, request);
    }
}
