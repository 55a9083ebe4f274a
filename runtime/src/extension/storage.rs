//! How the extension lies in Storport's memory.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::DeviceExtension;
use crate::ffi;
use crate::pool::DroppedBlocks;

/// What lies in Storport's `HwDeviceExtension`: the driver's value first, then what the runtime keeps.
///
/// Storport zeroes the memory before find-adapter and never moves it. Zero is valid for every part.
#[repr(C)]
pub struct Storage<E: DeviceExtension> {
    value: UnsafeCell<MaybeUninit<E>>,
    slots: UnsafeCell<MaybeUninit<E::Slots>>,
    /// `value` is initialised.
    built: AtomicBool,
    /// The slots are initialised.
    pub(crate) deferred: AtomicBool,
    /// Passive initialisation has been enabled by this `HW_INITIALIZE`.
    pub(crate) passive_enabled: AtomicBool,
    /// Requests that the driver dropped instead of completing.
    pub(crate) dropped_requests: AtomicU32,
    /// Pool memory that was dropped where it could not be freed.
    pub(crate) dropped: DroppedBlocks,
    /// How many interrupt messages the system gave to the adapter; 0 until `HW_INITIALIZE`.
    pub(crate) messages: AtomicU32,
    /// Bytes of the uncached extension; 0 until there is one.
    pub(crate) uncached_bytes: AtomicU32,
    /// Storport starts requests on several processors without the StartIo lock.
    pub(crate) concurrent: AtomicBool,
}

impl<E: DeviceExtension> Storage<E> {
    /// `DeviceExtensionSize`.
    pub(crate) const SIZE: u32 = {
        // Implementations by the derive have been checked; one by hand is checked here.
        super::check_size::<E>();
        assert!(
            size_of::<Self>() <= u32::MAX as usize,
            "a device extension is smaller than 4 GiB"
        );
        #[allow(clippy::cast_possible_truncation, reason = "asserted above")]
        let size = size_of::<Self>() as u32;
        size
    };

    /// The driver's value.
    ///
    /// # Safety
    /// It is initialised.
    #[inline(always)]
    pub(crate) unsafe fn value(&self) -> &E {
        // SAFETY: initialised by the caller's word; nobody makes a mutable reference while callbacks can run.
        unsafe { (*self.value.get()).assume_init_ref() }
    }

    /// Puts the driver's value there, dropping the one of an earlier find-adapter.
    ///
    /// # Safety
    /// No other callback of the adapter runs.
    pub(crate) unsafe fn build(&self, value: E) {
        // SAFETY: the caller's word.
        unsafe { self.destroy() };
        // SAFETY: nothing else refers to the value, and it is uninitialised now.
        unsafe { (*self.value.get()).write(value) };
        self.built.store(true, Ordering::Release);
    }

    /// Drops the driver's value, if there is one.
    ///
    /// # Safety
    /// No other callback of the adapter runs.
    pub(crate) unsafe fn destroy(&self) {
        if self.built.swap(false, Ordering::AcqRel) {
            // SAFETY: it was initialised, and the flag is now false: it is dropped once.
            unsafe { (*self.value.get()).assume_init_drop() };
        }
    }

    /// Find-adapter has returned the extension.
    pub(crate) fn is_built(&self) -> bool {
        self.built.load(Ordering::Acquire)
    }

    /// The slots as a whole.
    pub(crate) fn slots(&self) -> NonNull<()> {
        NonNull::from(&self.slots).cast()
    }

    /// The slot at `offset` in `E::Slots`.
    #[inline(always)]
    pub(crate) fn slot(&self, offset: usize) -> NonNull<core::ffi::c_void> {
        // SAFETY: `HasDpc`, `HasWorkItem` and `HasTimer` give offsets inside `Slots`.
        unsafe { self.slots().cast::<u8>().add(offset) }.cast()
    }

    /// The pointer that Storport calls `HwDeviceExtension`.
    pub(crate) fn device_extension(&self) -> ffi::PVOID {
        core::ptr::from_ref(self).cast_mut().cast()
    }
}

impl<E: DeviceExtension> core::fmt::Debug for Storage<E> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Storage")
            .field("built", &self.built)
            .field("deferred", &self.deferred)
            .finish_non_exhaustive()
    }
}
