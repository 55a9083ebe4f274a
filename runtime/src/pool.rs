//! Non-paged pool: [`PoolBox`], memory of `StorPortAllocatePool` that frees itself.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, Ordering};

use crate::context::Context;
use crate::extension::DeviceExtension;
use crate::ffi;
use crate::irql::{self, AtMost};
use crate::scope::{MayWait, Scope};

/// The tag of the runtime's pool memory, as pool monitors show it: `MprT`.
const TAG: u32 = u32::from_le_bytes(*b"MprT");

/// What lies before a value in pool memory.
#[repr(C, align(16))]
pub(crate) struct Header {
    /// The adapter that allocated it.
    adapter: ffi::PVOID,
    /// The next block of [`DROPPED`].
    next: *mut Header,
}

/// Blocks that were dropped and wait for a place where they may be freed.
///
/// One list for the driver, not one for each adapter: a block may outlive its adapter.
static DROPPED: AtomicPtr<Header> = AtomicPtr::new(ptr::null_mut());

/// Owned non-paged pool memory with a `T` in it. `PoolBox<[u8]>` is a piece of raw memory.
///
/// Dropping it is allowed everywhere: `StorPortFreePool` needs `DISPATCH_LEVEL` or below, so the memory waits on a list and
/// goes back with the next allocation or when the adapter is freed. [`PoolBox::free`] gives it back at once.
pub struct PoolBox<T: ?Sized>(NonNull<T>);

// SAFETY: the value is owned, like in a `Box`.
unsafe impl<T: ?Sized + Send> Send for PoolBox<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Sync> Sync for PoolBox<T> {}

/// Why there is no pool memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolError {
    /// `StorPortAllocatePool` takes less than 4 GiB at a time.
    TooLarge,
    /// Storport answered with this `STOR_STATUS_*` code.
    Refused(u32),
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("StorPortAllocatePool takes less than 4 GiB at a time"),
            Self::Refused(status) => write!(f, "StorPortAllocatePool answered {status:#x}"),
        }
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Moves `value` to non-paged pool memory (`StorPortAllocatePool`). Up to `DISPATCH_LEVEL`, not in `HW_STARTIO`.
    ///
    /// # Errors
    /// [`PoolError`] if there is no memory.
    pub fn allocate<T>(&mut self, value: T) -> Result<PoolBox<T>, PoolError>
    where
        S::Waiting: MayWait,
        S::Irql: AtMost<irql::Dispatch>,
    {
        const { assert!(align_of::<T>() <= 16, "pool memory is aligned to 16 bytes") };
        let place = self.allocate_block(size_of::<T>())?.cast::<T>();
        // SAFETY: the block has the size and alignment of a `T`.
        unsafe { place.write(value) };
        Ok(PoolBox(place))
    }

    /// Allocates `length` bytes of non-paged pool memory, all zero (`StorPortAllocatePool`).
    ///
    /// # Errors
    /// [`PoolError`] if there is no memory.
    pub fn allocate_zeroed(&mut self, length: usize) -> Result<PoolBox<[u8]>, PoolError>
    where
        S::Waiting: MayWait,
        S::Irql: AtMost<irql::Dispatch>,
    {
        let place = self.allocate_block(length)?;
        // SAFETY: the block has `length` bytes.
        unsafe { place.write_bytes(0, length) };
        Ok(PoolBox(NonNull::slice_from_raw_parts(place, length)))
    }

    /// Allocates a slice of `length` values, made by `make` from their index.
    ///
    /// # Errors
    /// [`PoolError`] if there is no memory.
    pub fn allocate_slice_with<T>(
        &mut self,
        length: usize,
        mut make: impl FnMut(usize) -> T,
    ) -> Result<PoolBox<[T]>, PoolError>
    where
        S::Waiting: MayWait,
        S::Irql: AtMost<irql::Dispatch>,
    {
        const { assert!(align_of::<T>() <= 16, "pool memory is aligned to 16 bytes") };
        let bytes = length
            .checked_mul(size_of::<T>())
            .ok_or(PoolError::TooLarge)?;
        let place = self.allocate_block(bytes)?.cast::<T>();
        for index in 0..length {
            // SAFETY: the block has room for `length` values.
            unsafe { place.add(index).write(make(index)) };
        }
        Ok(PoolBox(NonNull::slice_from_raw_parts(place, length)))
    }

    fn allocate_block(&mut self, length: usize) -> Result<NonNull<u8>, PoolError>
    where
        S::Waiting: MayWait,
        S::Irql: AtMost<irql::Dispatch>,
    {
        let adapter = self.device_extension();
        // SAFETY: the IRQL is at most `DISPATCH_LEVEL` here.
        unsafe { free_dropped(adapter) };
        let total = length
            .checked_add(size_of::<Header>())
            .and_then(|total| u32::try_from(total).ok())
            .ok_or(PoolError::TooLarge)?;
        let mut block = ptr::null_mut();
        // SAFETY: the extension is the context's own, and the scope allows an allocation.
        let status = unsafe { ffi::StorPortAllocatePool(adapter, total, TAG, &raw mut block) };
        match NonNull::new(block.cast::<Header>()) {
            Some(header) if status == ffi::STOR_STATUS_SUCCESS => {
                // SAFETY: the block has room for a header, which is followed by `length` bytes.
                unsafe {
                    header.write(Header {
                        adapter,
                        next: ptr::null_mut(),
                    });
                    Ok(header.add(1).cast())
                }
            }
            _ => Err(PoolError::Refused(status)),
        }
    }
}

impl<T: ?Sized> PoolBox<T> {
    /// Frees the memory now (`StorPortFreePool`). Up to `DISPATCH_LEVEL`.
    pub fn free<E: DeviceExtension, S: Scope>(self, cx: &mut Context<'_, E, S>)
    where
        S::Irql: AtMost<irql::Dispatch>,
    {
        drop(self);
        // SAFETY: the IRQL is at most `DISPATCH_LEVEL` here.
        unsafe { free_dropped(cx.device_extension()) };
    }
}

impl<T> PoolBox<T> {
    /// The value, whose memory is freed.
    pub fn into_inner(self) -> T {
        let this = ManuallyDrop::new(self);
        // SAFETY: the value is owned and not used again.
        let value = unsafe { this.0.read() };
        push_dropped(header_of(this.0));
        value
    }
}

impl<T: ?Sized> Drop for PoolBox<T> {
    fn drop(&mut self) {
        // SAFETY: the value is owned and not used again.
        unsafe { self.0.drop_in_place() };
        push_dropped(header_of(self.0));
    }
}

impl<T: ?Sized> Deref for PoolBox<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the value is owned and initialised.
        unsafe { self.0.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for PoolBox<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the value is owned and initialised.
        unsafe { self.0.as_mut() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for PoolBox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

fn header_of<T: ?Sized>(value: NonNull<T>) -> NonNull<Header> {
    // SAFETY: `allocate_block` put a header before every value.
    unsafe { value.cast::<Header>().sub(1) }
}

/// Puts a block on the list, at any IRQL.
fn push_dropped(block: NonNull<Header>) {
    let mut head = DROPPED.load(Ordering::Relaxed);
    loop {
        // SAFETY: the block is owned: its value has been dropped and it is not on the list yet.
        unsafe { (*block.as_ptr()).next = head };
        match DROPPED.compare_exchange_weak(
            head,
            block.as_ptr(),
            Ordering::Release,
            Ordering::Relaxed,
        ) {
            Ok(_) => return,
            Err(now) => head = now,
        }
    }
}

/// Frees the blocks on the list that `adapter` allocated.
///
/// # Safety
/// `adapter` is the current callback's `HwDeviceExtension`, and the IRQL is at most `DISPATCH_LEVEL`.
pub(crate) unsafe fn free_dropped(adapter: ffi::PVOID) {
    if DROPPED.load(Ordering::Relaxed).is_null() {
        return;
    }
    let mut list = DROPPED.swap(ptr::null_mut(), Ordering::Acquire);
    while let Some(block) = NonNull::new(list) {
        // SAFETY: the whole list was taken: its blocks are owned here.
        let Header {
            adapter: owner,
            next,
        } = unsafe { block.read() };
        list = next;
        if owner == adapter {
            // SAFETY: the block is one of `StorPortAllocatePool` of the same adapter, freed once.
            unsafe { ffi::StorPortFreePool(adapter, block.as_ptr().cast()) };
        } else {
            push_dropped(block);
        }
    }
}
