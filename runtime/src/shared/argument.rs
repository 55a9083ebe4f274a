//! What can be handed to a DPC (two pointers' worth) or a work item (one).

use core::ptr;

use crate::ffi::PVOID;

/// `SystemArgument1` and `SystemArgument2`.
pub type RawArguments = (PVOID, PVOID);

/// A value that travels to a DPC in its two system arguments.
///
/// # Safety
/// `from_raw` undoes `into_raw`, on another processor too. `into_raw` makes `FENCE` only if `CAN_BE_FENCE`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the argument of a DPC",
    label = "not a `DpcArgument`",
    note = "a DPC carries two pointers: use an integer of at most 64 bits, a pair of them, `bool`, in a miniport an owned `Srb<E>`, or keep the data in the extension and pass its index"
)]
pub unsafe trait DpcArgument: Sized + Send + 'static {
    /// Arguments that no value becomes: the runtime issues a DPC with them when the adapter ends.
    const FENCE: RawArguments;
    /// There is no such value: one value becomes `FENCE`, and cannot travel.
    const CAN_BE_FENCE: bool = false;
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
/// `from_raw` undoes `into_raw`, on another processor too. `into_raw` never makes `SPARE`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the argument of a work item or a `DpcForIsr`",
    label = "not a `WorkItemArgument`",
    note = "it carries one pointer: use an integer of at most 64 bits or `bool`, or keep the data in the extension and pass its index"
)]
pub unsafe trait WorkItemArgument: Sized + Send + 'static {
    /// A word that no value becomes, if there is one.
    const SPARE: Option<usize> = None;
    /// Packs the value.
    fn into_raw(self) -> PVOID;
    /// Unpacks it, once for each `into_raw`.
    ///
    /// # Safety
    /// `raw` is the result of `into_raw` of the same type, not unpacked before.
    unsafe fn from_raw(raw: PVOID) -> Self;
}

/// How a DPC's handler gets its argument.
#[derive(Debug)]
pub struct DpcArgumentOf<A> {
    pub(crate) fence: RawArguments,
    pub(crate) from_raw: unsafe fn(RawArguments) -> A,
}
impl<A: DpcArgument> DpcArgumentOf<A> {
    pub(crate) const NEW: Self = Self {
        fence: A::FENCE,
        from_raw: A::from_raw,
    };
}

/// How a work item's handler gets its argument.
#[derive(Debug)]
pub struct WorkItemArgumentOf<A> {
    pub(crate) from_raw: unsafe fn(PVOID) -> A,
}
impl<A: WorkItemArgument> WorkItemArgumentOf<A> {
    pub(crate) const NEW: Self = Self {
        from_raw: A::from_raw,
    };
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

    /// The second argument is used by pairs and requests only.
    pub(super) const SECOND: RawArguments = (ptr::null_mut(), ptr::without_provenance_mut(1));

    macro_rules! integers {
    ($($int:ty),+) => {$(
        // SAFETY: an integer no wider than a pointer, kept in the pointer's address.
        #[diagnostic::do_not_recommend]
        unsafe impl WorkItemArgument for $int {
            // A narrow integer, extended with zeros or with its sign, has its two highest bits alike.
            const SPARE: Option<usize> = if size_of::<$int>() < size_of::<usize>() {
                Some(1 << (usize::BITS - 2))
            } else {
                None
            };
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
        #[diagnostic::do_not_recommend]
        unsafe impl DpcArgument for $int {
            const FENCE: RawArguments = SECOND;
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
#[diagnostic::do_not_recommend]
unsafe impl WorkItemArgument for () {
    const SPARE: Option<usize> = Some(1);
    fn into_raw(self) -> PVOID {
        ptr::null_mut()
    }
    unsafe fn from_raw(_: PVOID) -> Self {}
}

// SAFETY: nothing is carried.
#[diagnostic::do_not_recommend]
unsafe impl DpcArgument for () {
    const FENCE: RawArguments = integers::SECOND;
    fn into_raw(self) -> RawArguments {
        (ptr::null_mut(), ptr::null_mut())
    }
    unsafe fn from_raw(_: RawArguments) -> Self {}
}

// SAFETY: 0 or 1 in the address.
#[diagnostic::do_not_recommend]
unsafe impl WorkItemArgument for bool {
    const SPARE: Option<usize> = Some(2);
    fn into_raw(self) -> PVOID {
        WorkItemArgument::into_raw(usize::from(self))
    }
    unsafe fn from_raw(raw: PVOID) -> Self {
        raw.addr() != 0
    }
}

// SAFETY: as above.
#[diagnostic::do_not_recommend]
unsafe impl DpcArgument for bool {
    const FENCE: RawArguments = integers::SECOND;
    fn into_raw(self) -> RawArguments {
        DpcArgument::into_raw(usize::from(self))
    }
    unsafe fn from_raw(raw: RawArguments) -> Self {
        raw.0.addr() != 0
    }
}

// SAFETY: each half in its own argument.
#[diagnostic::do_not_recommend]
unsafe impl<A: WorkItemArgument, B: WorkItemArgument> DpcArgument for (A, B) {
    const FENCE: RawArguments = match (A::SPARE, B::SPARE) {
        (_, Some(spare)) => (ptr::null_mut(), ptr::without_provenance_mut(spare)),
        (Some(spare), None) => (ptr::without_provenance_mut(spare), ptr::null_mut()),
        (None, None) => (
            ptr::without_provenance_mut(usize::MAX),
            ptr::without_provenance_mut(usize::MAX),
        ),
    };
    const CAN_BE_FENCE: bool = A::SPARE.is_none() && B::SPARE.is_none();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// No value of `values` becomes the fence.
    fn no_fence<A: DpcArgument>(values: impl IntoIterator<Item = A>) {
        for value in values {
            assert!(value.into_raw() != A::FENCE);
        }
    }

    #[test]
    fn no_value_becomes_a_fence() {
        no_fence([()]);
        no_fence([false, true]);
        no_fence([0_u64, 1, u64::MAX, 1 << 62]);
        no_fence([i32::MIN, -1, 0, 1, i32::MAX]);
        no_fence([(0_u64, 0_u32), (u64::MAX, u32::MAX)]);
        no_fence([(-1_i32, u64::MAX), (0, 0), (i32::MIN, 1 << 62)]);
        no_fence([((), u64::MAX), ((), 0)]);
        no_fence([(i8::MIN, i8::MIN), (-1, -1), (0, 0)]);
    }

    #[test]
    fn two_whole_words_have_one_value_that_is_the_fence() {
        const { assert!(<(u64, i64) as DpcArgument>::CAN_BE_FENCE) };
        const { assert!(!<(u64, i32) as DpcArgument>::CAN_BE_FENCE) };
        assert!((u64::MAX, -1_i64).into_raw() == <(u64, i64) as DpcArgument>::FENCE);
    }
}
