//! Routines that are for `DISPATCH_LEVEL`, called from below it too.

use crate::ffi;

/// Calls something at `DISPATCH_LEVEL`.
///
/// # Safety
/// The IRQL is `DISPATCH_LEVEL` or below.
#[inline(always)]
pub(crate) unsafe fn at_dispatch_level<R>(act: impl FnOnce() -> R) -> R {
    // SAFETY: the caller's word; what was raised is lowered to where it was.
    unsafe {
        let irql = ffi::KfRaiseIrql(ffi::DISPATCH_LEVEL);
        let result = act();
        ffi::KeLowerIrql(irql);
        result
    }
}
