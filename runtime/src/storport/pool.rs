//! What Storport gives the shared parts of the runtime: pool, the IRQL, stalls.

use core::ptr::{self, NonNull};

use super::extension::Kept;
use super::kind::{Physical, Virtual};
use crate::ffi::{self, PVOID};
use crate::shared::family::Family;
use crate::shared::irql::{Dispatch, Irql};

/// Both kinds of miniports are of one family.
macro_rules! storport {
    ($($kind:ty),+) => {$(
        // SAFETY: zero is valid for each part of `Kept`; the routines are those of storport.h, which say the same.
        unsafe impl Family for $kind {
            type Kept = Kept;
            #[inline]
            unsafe fn allocate(device: PVOID, bytes: u32, tag: u32) -> Result<NonNull<u8>, u32> {
                // SAFETY: the caller's word.
                unsafe { allocate(device, bytes, tag) }
            }
            #[inline]
            unsafe fn free(device: PVOID, block: PVOID, _tag: u32) {
                // SAFETY: the caller's word.
                unsafe { ffi::StorPortFreePool(device, block) };
            }
            #[inline(always)]
            unsafe fn current_irql(device: PVOID) -> Option<u8> {
                // SAFETY: the caller's word.
                unsafe { current_irql(device) }
            }
            #[inline]
            unsafe fn stall(microseconds: u32) {
                // SAFETY: the caller's word.
                unsafe { ffi::StorPortStallExecution(microseconds) };
            }
        }
    )+};
}
storport!(Virtual, Physical);

/// `StorPortAllocatePool`.
///
/// # Safety
/// As [`Family::allocate`].
unsafe fn allocate(device: PVOID, bytes: u32, tag: u32) -> Result<NonNull<u8>, u32> {
    let mut block = ptr::null_mut();
    // SAFETY: the caller's word.
    let status = unsafe { ffi::StorPortAllocatePool(device, bytes, tag, &raw mut block) };
    match NonNull::new(block.cast()) {
        Some(block) if status == ffi::STOR_STATUS_SUCCESS => Ok(block),
        _ => Err(status),
    }
}

/// The IRQL, if Storport tells it, which it does since Windows Server 2022.
///
/// # Safety
/// This is a callback of the adapter with this extension.
pub(crate) unsafe fn current_irql(extension: PVOID) -> Option<u8> {
    let mut irql = Dispatch::LEVEL;
    // SAFETY: the caller's word; the routine writes the level, at any IRQL.
    let status = unsafe { ffi::StorPortGetCurrentIrql(extension, &raw mut irql) };
    (status == ffi::STOR_STATUS_SUCCESS).then_some(irql)
}
