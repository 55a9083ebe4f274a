//! Non-paged pool: [`PoolBox`], memory of `StorPortAllocatePool` that frees itself.

mod dropped;
mod list;

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

use crate::shared::context::Context;
use crate::shared::extension::Extension;
use crate::shared::irql;
use crate::shared::scope::{Scope, UpTo};

pub(crate) use dropped::DroppedBlocks;
use dropped::Header;
pub use list::{List, ListNode};

/// Owned non-paged pool memory with a `T` in it. `PoolBox<[u8]>` is a piece of raw memory.
///
/// Dropping it is allowed everywhere: `StorPortFreePool` needs `DISPATCH_LEVEL` or below, so the memory waits on a list and
/// goes back with the next allocation or when the adapter is freed. [`PoolBox::free`] gives it back at once.
pub struct PoolBox<T: ?Sized>(NonNull<T>);

// SAFETY: the value is owned, like in a `Box`.
unsafe impl<T: ?Sized + Send> Send for PoolBox<T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Sync> Sync for PoolBox<T> {}

/// To how many bytes pool memory is aligned.
const ALIGNMENT: usize = 16;

/// Why there is no pool memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolError {
    /// `StorPortAllocatePool` takes less than 4 GiB at a time.
    TooLarge,
    /// Pool memory is aligned to 16 bytes, and the type wants so many.
    Alignment(usize),
    /// Storport answered with this `STOR_STATUS_*` code.
    Refused(u32),
}

impl fmt::Display for PoolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("StorPortAllocatePool takes less than 4 GiB at a time"),
            Self::Alignment(wanted) => {
                write!(
                    f,
                    "pool memory is aligned to {ALIGNMENT} bytes, not to {wanted}"
                )
            }
            Self::Refused(status) => write!(f, "StorPortAllocatePool answered {status:#x}"),
        }
    }
}

impl<E: Extension, S: Scope> Context<'_, E, S> {
    /// Moves `value` to non-paged pool memory (`StorPortAllocatePool`). Up to `DISPATCH_LEVEL`, in `HW_STARTIO` too (its page
    /// allows that in full duplex, which Storport always is here, and in virtual miniports).
    ///
    /// # Errors
    /// [`PoolError`] if there is no memory, or `T` is aligned to more than 16 bytes; the value is dropped then.
    pub fn allocate<T>(&mut self, value: T) -> Result<PoolBox<T>, PoolError>
    where
        S: UpTo<irql::Dispatch>,
    {
        Self::can_align::<T>()?;
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
        S: UpTo<irql::Dispatch>,
    {
        let place = self.allocate_block(length)?;
        // SAFETY: the block has `length` bytes.
        unsafe { place.write_bytes(0, length) };
        Ok(PoolBox(NonNull::slice_from_raw_parts(place, length)))
    }

    /// Allocates a slice of `length` values, made by `make` from their index.
    ///
    /// # Errors
    /// [`PoolError`] if there is no memory, or `T` is aligned to more than 16 bytes.
    pub fn allocate_slice_with<T>(
        &mut self,
        length: usize,
        mut make: impl FnMut(usize) -> T,
    ) -> Result<PoolBox<[T]>, PoolError>
    where
        S: UpTo<irql::Dispatch>,
    {
        Self::can_align::<T>()?;
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

    /// No bound says it, and a constant in a function that is generic is looked at only when a driver is built as a whole.
    fn can_align<T>() -> Result<(), PoolError> {
        if align_of::<T>() > ALIGNMENT {
            return Err(PoolError::Alignment(align_of::<T>()));
        }
        Ok(())
    }

    fn allocate_block(&mut self, length: usize) -> Result<NonNull<u8>, PoolError>
    where
        S: UpTo<irql::Dispatch>,
    {
        let total = length
            .checked_add(size_of::<Header>())
            .and_then(|total| u32::try_from(total).ok())
            .ok_or(PoolError::TooLarge)?;
        // SAFETY: the adapter is the context's own, and the IRQL is at most `DISPATCH_LEVEL` here.
        unsafe {
            self.storage()
                .dropped
                .allocate::<E::Kind>(self.device_extension(), total)
        }
    }
}

impl<T: ?Sized> PoolBox<T> {
    /// Frees the memory now (`StorPortFreePool`). Up to `DISPATCH_LEVEL`.
    pub fn free<E: Extension, S: UpTo<irql::Dispatch>>(self, cx: &mut Context<'_, E, S>) {
        drop(self);
        // SAFETY: the adapter is the context's own, and the IRQL is at most `DISPATCH_LEVEL` here.
        unsafe { cx.storage().dropped.free::<E::Kind>(cx.device_extension()) };
    }
}

impl<T> PoolBox<T> {
    /// The place of the value, which is owned by whoever has it.
    fn into_raw(self) -> NonNull<T> {
        ManuallyDrop::new(self).0
    }

    /// The box of a value again.
    ///
    /// # Safety
    /// `place` is that of [`PoolBox::into_raw`], and the value is owned.
    unsafe fn from_raw(place: NonNull<T>) -> Self {
        Self(place)
    }

    /// The value, whose memory is freed.
    pub fn into_inner(self) -> T {
        let this = ManuallyDrop::new(self);
        // SAFETY: the value is owned and not used again.
        let value = unsafe { this.0.read() };
        // SAFETY: the value is not used again.
        unsafe { dropped::put(this.0.cast()) };
        value
    }
}

impl<T: ?Sized> Drop for PoolBox<T> {
    fn drop(&mut self) {
        // SAFETY: the value is owned and not used again.
        unsafe {
            self.0.drop_in_place();
            dropped::put(self.0.cast());
        }
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
