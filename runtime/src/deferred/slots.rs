//! [`SlotSet`]: the memory of an extension's deferred objects, as a list that the derive writes.

use core::fmt;
use core::mem::MaybeUninit;
use core::ptr::NonNull;

use crate::ffi;

/// The slots of one device extension. All zero until initialised.
///
/// # Safety
/// Zero is a valid value, and `initialise` and `free` touch nothing but the slots.
pub unsafe trait SlotSet: Sized {
    /// There is at least one slot.
    const ANY: bool;
    /// Makes the objects; FALSE if memory is short. What was made is freed by `free`.
    ///
    /// # Safety
    /// Called in passive initialisation, with the adapter's slots.
    unsafe fn initialise(slots: NonNull<Self>, adapter: ffi::PVOID) -> bool;
    /// Frees the objects that were made.
    ///
    /// # Safety
    /// Called in `HW_FREE_ADAPTER_RESOURCES`, with the adapter's slots.
    unsafe fn free(slots: NonNull<Self>, adapter: ffi::PVOID);
}

// SAFETY: there is nothing.
unsafe impl SlotSet for () {
    const ANY: bool = false;
    unsafe fn initialise(_: NonNull<Self>, _: ffi::PVOID) -> bool {
        true
    }
    unsafe fn free(_: NonNull<Self>, _: ffi::PVOID) {}
}

/// A list: one field's slots, then the others'.
#[repr(C)]
#[derive(Debug)]
pub struct SlotList<Head, Tail> {
    /// This field's slots.
    pub head: Head,
    /// The rest: another list, or `()`.
    pub tail: Tail,
}

// SAFETY: of each part by its own implementation.
unsafe impl<Head: SlotSet, Tail: SlotSet> SlotSet for SlotList<Head, Tail> {
    const ANY: bool = true;
    unsafe fn initialise(slots: NonNull<Self>, adapter: ffi::PVOID) -> bool {
        // SAFETY: both are fields of `slots`; the rest is the caller's word.
        unsafe {
            let (head, tail) = Self::parts(slots);
            Head::initialise(head, adapter) && Tail::initialise(tail, adapter)
        }
    }
    unsafe fn free(slots: NonNull<Self>, adapter: ffi::PVOID) {
        // SAFETY: as above.
        unsafe {
            let (head, tail) = Self::parts(slots);
            Head::free(head, adapter);
            Tail::free(tail, adapter);
        }
    }
}

impl<Head, Tail> SlotList<Head, Tail> {
    /// Pointers to both fields.
    ///
    /// # Safety
    /// `list` points to a list.
    unsafe fn parts(list: NonNull<Self>) -> (NonNull<Head>, NonNull<Tail>) {
        let list = list.as_ptr();
        // SAFETY: fields of a valid, non-null place.
        unsafe {
            (
                NonNull::new_unchecked(&raw mut (*list).head),
                NonNull::new_unchecked(&raw mut (*list).tail),
            )
        }
    }
}

/// Memory of the size of a list of slots: the list's type names handlers, which may be more private than the extension.
#[repr(C, align(8))]
pub struct SlotMemory<const BYTES: usize>(MaybeUninit<[u8; BYTES]>);

impl<const BYTES: usize> fmt::Debug for SlotMemory<BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlotMemory({} bytes)", size_of_val(&self.0))
    }
}

/// What is done with the slots of an extension, without their types.
#[derive(Debug, Clone, Copy)]
pub struct SlotTable {
    pub(crate) any: bool,
    initialise: unsafe fn(NonNull<()>, ffi::PVOID) -> bool,
    free: unsafe fn(NonNull<()>, ffi::PVOID),
}

impl SlotTable {
    /// The table of list `L`.
    pub const fn of<L: SlotSet>() -> Self {
        const { assert!(align_of::<L>() <= 8, "slots are aligned to 8 bytes") };
        Self {
            any: L::ANY,
            // SAFETY: the callers' word: the memory is that of the list.
            initialise: |slots, adapter| unsafe { L::initialise(slots.cast(), adapter) },
            // SAFETY: as above.
            free: |slots, adapter| unsafe { L::free(slots.cast(), adapter) },
        }
    }

    /// Makes the objects; FALSE if memory is short.
    ///
    /// # Safety
    /// As [`SlotSet::initialise`].
    pub(crate) unsafe fn initialise(&self, slots: NonNull<()>, adapter: ffi::PVOID) -> bool {
        // SAFETY: the caller's word.
        unsafe { (self.initialise)(slots, adapter) }
    }

    /// Frees the objects that were made.
    ///
    /// # Safety
    /// As [`SlotSet::free`].
    pub(crate) unsafe fn free(&self, slots: NonNull<()>, adapter: ffi::PVOID) {
        // SAFETY: the caller's word.
        unsafe { (self.free)(slots, adapter) }
    }
}
