//! Plug and play requests, which the runtime looks at before the driver does, in both forms of a request.

use core::ptr::NonNull;

use super::block::Block;
use crate::ffi::{self, PVOID, SCSI_REQUEST_BLOCK};

/// Whether the request is a plug and play request, of a unit or of the adapter.
///
/// # Safety
/// Storport has handed the request over.
#[inline(always)]
pub(crate) unsafe fn is_pnp(request: NonNull<SCSI_REQUEST_BLOCK>) -> bool {
    // SAFETY: the caller's word.
    unsafe { Block::new(request) }.function() == u32::from(ffi::SRB_FUNCTION_PNP)
}

/// What a plug and play request of the adapter asks for; `None` for every other request.
///
/// # Safety
/// As [`is_pnp`].
pub(crate) unsafe fn adapter_pnp(
    request: NonNull<SCSI_REQUEST_BLOCK>,
) -> Option<ffi::STOR_PNP_ACTION> {
    // SAFETY: the caller's word; both forms of the request say where their parts are.
    let (action, flags) = unsafe {
        if !is_pnp(request) {
            return None;
        }
        let block = Block::new(request);
        if block.is_extended() {
            let data = block.extended_data::<ffi::SRBEX_DATA_PNP>(ffi::SrbExDataTypePnP)?;
            ((*data).PnPAction, (*data).SrbPnPFlags)
        } else {
            let block = request.as_ptr().cast::<ffi::SCSI_PNP_REQUEST_BLOCK>();
            ((*block).PnPAction, (*block).SrbPnPFlags)
        }
    };
    (flags & ffi::SRB_PNP_FLAGS_ADAPTER_REQUEST != 0).then_some(action)
}

/// Completes a request that no [`Srb`](super::Srb) stands for.
///
/// # Safety
/// The runtime owns the request, which is `adapter`'s, and does not touch it again.
pub(crate) unsafe fn complete(adapter: PVOID, request: *mut SCSI_REQUEST_BLOCK, status: u8) {
    // SAFETY: the caller's word.
    unsafe {
        (*request).SrbStatus = status;
        ffi::notify_request_complete(adapter, request);
    }
}
