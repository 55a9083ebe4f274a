//! How the extension lies in the system's memory.

use core::any::Any;
use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::ptr::NonNull;

use super::super::family::Family;
use super::super::life::Life;
use super::super::owner::Identity;
use super::super::pool::DroppedBlocks;
use super::Extension;
use crate::ffi;

/// What lies in the memory that the system keeps for a device (`HwDeviceExtension` of Storport, `DEVICE_OBJECT.DeviceExtension`): the
/// driver's value first, then what the runtime keeps.
///
/// The system zeroes the memory before the value is built, and never moves it. Zero is valid for every part.
#[repr(C)]
pub struct Storage<E: Extension> {
    value: UnsafeCell<MaybeUninit<E>>,
    slots: UnsafeCell<MaybeUninit<E::Slots>>,
    /// Whether `value` is initialised, and what may be deferred.
    pub(crate) life: Life,
    /// Which adapter it is, for what its locks guard. Nothing in a kernel build.
    pub(crate) identity: Identity,
    /// Pool memory that was dropped where it could not be freed.
    pub(crate) dropped: DroppedBlocks,
    /// What the family keeps.
    pub(crate) kept: <E::Kind as Family>::Kept,
}

impl<E: Extension> Storage<E> {
    /// `DeviceExtensionSize`.
    pub(crate) const SIZE: u32 = {
        // Implementations by the derive have been checked; one by hand is checked here.
        super::check_size::<E>();
        // What lies beside the value: deferred objects, and what the family keeps.
        assert!(
            align_of::<Self>() <= super::size::ALIGNMENT,
            "the system aligns a device extension to 16 bytes"
        );
        assert!(
            size_of::<Self>() <= u32::MAX as usize,
            "a device extension is smaller than 4 GiB"
        );
        #[allow(clippy::cast_possible_truncation, reason = "asserted above")]
        let size = size_of::<Self>() as u32;
        size
    };

    /// What the family keeps, if it is the one that keeps a `K`. What is owned of a request asks nothing of its extension: that it is another
    /// family's is said once, where a role asks.
    #[inline(always)]
    pub(crate) fn kept_as<K: 'static>(&self) -> Option<&K> {
        let kept: &dyn Any = &self.kept;
        kept.downcast_ref()
    }

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
        // Straight to its place: `MaybeUninit::write` has copies of its own on the stack where nothing is optimised.
        // SAFETY: nothing else refers to the value, and it is uninitialised now.
        unsafe { self.value.get().cast::<E>().write(value) };
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

impl<E: Extension> core::fmt::Debug for Storage<E> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Storage")
            .field("life", &self.life)
            .finish_non_exhaustive()
    }
}
