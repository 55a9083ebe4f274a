//! How the extension lies in Storport's memory.

use core::cell::{Cell, UnsafeCell};
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicBool, AtomicU32};

use super::DeviceExtension;
use crate::end::Ending;
use crate::ffi;
use crate::life::Life;
use crate::owner::Identity;
use crate::pool::DroppedBlocks;

/// What lies in Storport's `HwDeviceExtension`: the driver's value first, then what the runtime keeps.
///
/// Storport zeroes the memory before find-adapter and never moves it. Zero is valid for every part.
#[repr(C)]
pub struct Storage<E: DeviceExtension> {
    value: UnsafeCell<MaybeUninit<E>>,
    slots: UnsafeCell<MaybeUninit<E::Slots>>,
    /// Whether `value` is initialised, and what may be deferred.
    pub(crate) life: Life,
    /// Which adapter it is, for what its locks guard. Nothing in a kernel build.
    pub(crate) identity: Identity,
    /// The slots are initialised.
    pub(crate) made: AtomicBool,
    /// Work items that are queued or run.
    pub(crate) works: AtomicU32,
    /// Timers that are being set or cancelled by code that may have seen the gate open.
    pub(crate) timing: AtomicU32,
    /// The adapter's end, once it has begun.
    pub(crate) ending: Ending,
    /// What `HW_INITIALIZE` asks of the adapter's timer, until it has succeeded. Used there alone, where nothing else runs.
    pub(crate) early_timer: Cell<Option<(ffi::HW_TIMER, u32)>>,
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

    /// Puts the driver's value there.
    ///
    /// # Safety
    /// No other callback of the adapter runs, and there is no value.
    pub(crate) unsafe fn build(&self, value: E) {
        // SAFETY: nothing else refers to the value, and it is uninitialised now.
        unsafe { (*self.value.get()).write(value) };
        self.identity.begin();
        self.life.begin();
    }

    /// Drops the driver's value, if there is one: from when it is not alive, `settle` waits for those who saw it alive.
    ///
    /// # Safety
    /// No other callback of the adapter runs after `settle`.
    pub(crate) unsafe fn destroy(&self, settle: impl FnOnce()) {
        if self.life.end() {
            settle();
            // SAFETY: it was initialised, and is not alive any more: it is dropped once.
            unsafe { (*self.value.get()).assume_init_drop() };
            self.identity.end();
        }
    }

    /// Find-adapter has returned the extension.
    pub(crate) fn is_built(&self) -> bool {
        self.life.is_alive()
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
            .field("life", &self.life)
            .finish_non_exhaustive()
    }
}
