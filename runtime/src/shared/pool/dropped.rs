//! Blocks of pool memory, and those that were dropped and wait for a place where they may be freed.
//!
//! Each adapter has a list of its own, in a pool block of its own: a box may outlive its adapter (a `static` can keep one), and
//! then its list is left where it is, so that the late drop is still right.

use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use super::PoolError;
use crate::ffi::PVOID;
use crate::shared::family::Family;

/// The tag of the runtime's pool memory, as pool monitors show it: `MprT`.
const TAG: u32 = u32::from_le_bytes(*b"MprT");

/// What lies before a value in pool memory.
#[repr(C, align(16))]
pub(super) struct Header {
    /// The list of the adapter that allocated it.
    list: NonNull<List>,
    /// The next block of that list.
    next: *mut Header,
}

/// Dropped blocks of one adapter.
#[repr(C, align(16))]
struct List {
    first: AtomicPtr<Header>,
    /// Blocks that are not on the list.
    in_use: AtomicU32,
}

/// An adapter's list, made with its first allocation. Zero is the value of an adapter without.
#[derive(Debug)]
pub(crate) struct DroppedBlocks(AtomicPtr<List>);

impl DroppedBlocks {
    /// Allocates a block of `total` bytes, its header included; frees dropped ones first. The result is behind the header.
    ///
    /// # Safety
    /// `adapter` is the current callback's `HwDeviceExtension`, to which this list belongs; IRQL up to `DISPATCH_LEVEL`.
    pub(super) unsafe fn allocate<F: Family>(
        &self,
        adapter: PVOID,
        total: u32,
    ) -> Result<NonNull<u8>, PoolError> {
        // SAFETY: the caller's word; a block has room for its header, and 16 bytes is the alignment of pool memory.
        unsafe {
            self.free::<F>(adapter);
            let list = self.list::<F>(adapter)?;
            let header = allocate::<F>(adapter, total)?.cast::<Header>();
            header.write(Header {
                list,
                next: ptr::null_mut(),
            });
            list.as_ref().in_use.fetch_add(1, Ordering::Relaxed);
            Ok(header.add(1).cast())
        }
    }

    /// Frees the blocks that were dropped.
    ///
    /// # Safety
    /// As [`DroppedBlocks::allocate`].
    pub(crate) unsafe fn free<F: Family>(&self, adapter: PVOID) {
        let Some(list) = NonNull::new(self.0.load(Ordering::Acquire)) else {
            return;
        };
        // SAFETY: the list stays until `release`.
        let first = unsafe { &list.as_ref().first };
        if first.load(Ordering::Relaxed).is_null() {
            return;
        }
        let mut block = first.swap(ptr::null_mut(), Ordering::Acquire);
        while let Some(header) = NonNull::new(block) {
            // SAFETY: the whole list was taken: its blocks are owned here, and are freed once.
            unsafe {
                block = header.read().next;
                F::free(adapter, header.as_ptr().cast(), TAG);
            }
        }
    }

    /// Frees the blocks that were dropped, and the list, unless there are boxes that outlive the adapter.
    ///
    /// # Safety
    /// As [`DroppedBlocks::allocate`]; the adapter allocates no more.
    pub(crate) unsafe fn release<F: Family>(&self, adapter: PVOID) {
        let Some(list) = NonNull::new(self.0.load(Ordering::Acquire)) else {
            return;
        };
        // SAFETY: the list is the adapter's. If nothing is in use, no drop will touch it again: the last one took itself off
        // the count after it was on the list.
        unsafe {
            let unused = list.as_ref().in_use.load(Ordering::Acquire) == 0;
            self.free::<F>(adapter);
            self.0.store(ptr::null_mut(), Ordering::Release);
            if unused {
                F::free(adapter, list.as_ptr().cast(), TAG);
            }
        }
    }

    /// The list, made if there is none.
    ///
    /// # Safety
    /// As [`DroppedBlocks::allocate`].
    unsafe fn list<F: Family>(&self, adapter: PVOID) -> Result<NonNull<List>, PoolError> {
        if let Some(list) = NonNull::new(self.0.load(Ordering::Acquire)) {
            return Ok(list);
        }
        // SAFETY: the caller's word; the block has the size of a list.
        let list = unsafe { allocate::<F>(adapter, const { list_size() })?.cast::<List>() };
        // SAFETY: as above.
        unsafe {
            list.write(List {
                first: AtomicPtr::new(ptr::null_mut()),
                in_use: AtomicU32::new(0),
            });
        }
        match self.0.compare_exchange(
            ptr::null_mut(),
            list.as_ptr(),
            Ordering::AcqRel,
            Ordering::Acquire,
        ) {
            Ok(_) => Ok(list),
            Err(other) => {
                // SAFETY: another processor was first; nobody knows this one. The other is not null.
                unsafe {
                    F::free(adapter, list.as_ptr().cast(), TAG);
                    Ok(NonNull::new_unchecked(other))
                }
            }
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "16 bytes")]
const fn list_size() -> u32 {
    size_of::<List>() as u32
}

/// Pool of the family's.
///
/// # Safety
/// As [`DroppedBlocks::allocate`].
unsafe fn allocate<F: Family>(device: PVOID, length: u32) -> Result<NonNull<u8>, PoolError> {
    // SAFETY: the caller's word.
    unsafe { F::allocate(device, length, TAG) }.map_err(PoolError::Refused)
}

/// Puts the block of a value on its list, at any IRQL.
///
/// # Safety
/// `value` is behind a header, and is not used again.
pub(super) unsafe fn put(value: NonNull<u8>) {
    // SAFETY: the caller's word.
    let header = unsafe { value.cast::<Header>().sub(1) };
    // SAFETY: the block is owned until it is on the list; the list stays while a block that is not on it is in use.
    let list = unsafe { header.as_ref().list.as_ref() };
    let mut first = list.first.load(Ordering::Relaxed);
    loop {
        // SAFETY: the block is still owned here.
        unsafe { (*header.as_ptr()).next = first };
        match list.first.compare_exchange_weak(
            first,
            header.as_ptr(),
            Ordering::Release,
            Ordering::Relaxed,
        ) {
            Ok(_) => break,
            Err(now) => first = now,
        }
    }
    list.in_use.fetch_sub(1, Ordering::Release);
}
