//! What can be handed to a DPC (two pointers' worth) or a work item (one).

use core::ptr::{self, NonNull};

use crate::extension::DeviceExtension;
use crate::ffi::PVOID;
use crate::srb::Srb;

/// `SystemArgument1` and `SystemArgument2`.
pub type RawArguments = (PVOID, PVOID);

/// A value that travels to a DPC in its two system arguments.
///
/// # Safety
/// `from_raw` undoes `into_raw`, on another processor too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the argument of a DPC",
    label = "not a `DpcArgument`",
    note = "StorPortIssueDpc carries two pointers: use an integer of at most 64 bits, a pair of them, `bool`, an owned `Srb<E>`, or keep the data in the extension and pass its index"
)]
pub unsafe trait DpcArgument: Sized + Send + 'static {
    /// Packs the value.
    fn into_raw(self) -> RawArguments;
    /// Unpacks it, once for each `into_raw`.
    ///
    /// # Safety
    /// `raw` is the result of `into_raw` of the same type, not unpacked before.
    unsafe fn from_raw(raw: RawArguments) -> Self;
}

/// A value that travels to a work item in its context argument.
///
/// # Safety
/// `from_raw` undoes `into_raw`, on another processor too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the argument of a work item",
    label = "not a `WorkItemArgument`",
    note = "StorPortQueueWorkItem carries one pointer: use an integer of at most 64 bits or `bool`, or keep the data in the extension and pass its index"
)]
pub unsafe trait WorkItemArgument: Sized + Send + 'static {
    /// Packs the value.
    fn into_raw(self) -> PVOID;
    /// Unpacks it, once for each `into_raw`.
    ///
    /// # Safety
    /// `raw` is the result of `into_raw` of the same type, not unpacked before.
    unsafe fn from_raw(raw: PVOID) -> Self;
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::allow_attributes,
    reason = "back to the type that it was made from"
)]
mod integers {
    use super::{DpcArgument, PVOID, RawArguments, WorkItemArgument, ptr};

    macro_rules! integers {
    ($($int:ty),+) => {$(
        // SAFETY: an integer no wider than a pointer, kept in the pointer's address.
        unsafe impl WorkItemArgument for $int {
            #[inline(always)]
            fn into_raw(self) -> PVOID {
                ptr::without_provenance_mut(self as usize)
            }
            #[inline(always)]
            unsafe fn from_raw(raw: PVOID) -> Self {
                raw.addr() as Self
            }
        }
        // SAFETY: as above, in the first argument.
        unsafe impl DpcArgument for $int {
            #[inline(always)]
            fn into_raw(self) -> RawArguments {
                (WorkItemArgument::into_raw(self), ptr::null_mut())
            }
            #[inline(always)]
            unsafe fn from_raw(raw: RawArguments) -> Self {
                // SAFETY: the caller's word.
                unsafe { WorkItemArgument::from_raw(raw.0) }
            }
        }
    )+};
}

    #[cfg(target_pointer_width = "64")]
    integers!(u64, i64);
    integers!(u8, u16, u32, usize, i8, i16, i32, isize);
}

// SAFETY: nothing is carried.
unsafe impl WorkItemArgument for () {
    fn into_raw(self) -> PVOID {
        ptr::null_mut()
    }
    unsafe fn from_raw(_: PVOID) -> Self {}
}

// SAFETY: nothing is carried.
unsafe impl DpcArgument for () {
    fn into_raw(self) -> RawArguments {
        (ptr::null_mut(), ptr::null_mut())
    }
    unsafe fn from_raw(_: RawArguments) -> Self {}
}

// SAFETY: 0 or 1 in the address.
unsafe impl WorkItemArgument for bool {
    fn into_raw(self) -> PVOID {
        WorkItemArgument::into_raw(usize::from(self))
    }
    unsafe fn from_raw(raw: PVOID) -> Self {
        raw.addr() != 0
    }
}

// SAFETY: as above.
unsafe impl DpcArgument for bool {
    fn into_raw(self) -> RawArguments {
        DpcArgument::into_raw(usize::from(self))
    }
    unsafe fn from_raw(raw: RawArguments) -> Self {
        raw.0.addr() != 0
    }
}

// SAFETY: each half in its own argument.
unsafe impl<A: WorkItemArgument, B: WorkItemArgument> DpcArgument for (A, B) {
    #[inline(always)]
    fn into_raw(self) -> RawArguments {
        (self.0.into_raw(), self.1.into_raw())
    }
    #[inline(always)]
    unsafe fn from_raw(raw: RawArguments) -> Self {
        // SAFETY: the caller's word.
        unsafe { (A::from_raw(raw.0), B::from_raw(raw.1)) }
    }
}

// SAFETY: the two pointers that a request consists of; ownership travels with them.
unsafe impl<E: DeviceExtension> DpcArgument for Srb<E> {
    #[inline(always)]
    fn into_raw(self) -> RawArguments {
        let (srb, extension) = self.into_parts();
        (srb.as_ptr().cast(), extension.as_ptr().cast())
    }
    #[inline(always)]
    unsafe fn from_raw(raw: RawArguments) -> Self {
        // SAFETY: the pointers are those of `into_parts`, which are not null, and the request is owned once.
        unsafe {
            Srb::from_parts(
                NonNull::new_unchecked(raw.0.cast()),
                NonNull::new_unchecked(raw.1.cast()),
            )
        }
    }
}
