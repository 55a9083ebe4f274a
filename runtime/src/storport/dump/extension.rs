//! [`DumpExtension`]: what the dump port keeps for the adapter, and what the runtime keeps behind it.

use core::cell::Cell;
use core::ptr::NonNull;
use core::sync::atomic::AtomicU32;

use super::running::Leaver;
use crate::ffi::{self, PVOID};
use crate::shared::extension::Extension;
use crate::shared::family::Family;

/// The extension of a miniport's dump path: `#[derive(DeviceExtension)]` with `#[device_extension(dump)]`.
///
/// Keep it small: the documentation advises not to allocate more than 32 KB in all.
///
/// # Safety
/// The derive implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the extension of a dump path",
    label = "declare it: `#[derive(DeviceExtension)] #[device_extension(dump)] struct {Self} {{ … }}`"
)]
pub unsafe trait DumpExtension: Extension<Kind = InDumpMode> {}

/// The extension of a dump path, for its handlers.
///
/// The derive's extensions have it. A driver gains nothing by implementing it for another type: no context of one is ever made.
pub trait IsDump {}
#[diagnostic::do_not_recommend]
impl<E: DumpExtension> IsDump for E {}

/// A miniport in dump mode: it has no pool, and nothing of what the running system has.
#[derive(Debug)]
pub enum InDumpMode {}

/// What the runtime keeps of the adapter. All zero at first.
#[derive(Debug, Default)]
pub struct Kept {
    /// A callback runs.
    pub(super) inside: Cell<bool>,
    /// Bytes of the uncached extension; 0 until there is one.
    pub(super) uncached_bytes: AtomicU32,
    /// What the running system has left for the path.
    pub(super) leaver: Leaver,
}

// SAFETY: zero is valid for each part of `Kept`; what does not exist in dump mode says that there is none.
unsafe impl Family for InDumpMode {
    type Kept = Kept;
    unsafe fn allocate(_: PVOID, _: u32, _: u32) -> Result<NonNull<u8>, u32> {
        Err(ffi::STOR_STATUS_NOT_IMPLEMENTED)
    }
    unsafe fn free(_: PVOID, _: PVOID, _: u32) {}
    // Whether the dump port has StorPortGetCurrentIrql is not documented.
    unsafe fn current_irql(_: PVOID) -> Option<u8> {
        None
    }
    #[inline]
    unsafe fn stall(microseconds: u32) {
        // SAFETY: the caller's word.
        unsafe { ffi::StorPortStallExecution(microseconds) };
    }
}
