//! [`Slot`]: the memory of an extension's deferred objects, one row for each field that stands for some.

use core::fmt;
use core::mem::MaybeUninit;
use core::ptr::{self, NonNull};

use super::fence::Fence;
use crate::ffi;
use crate::role::{HwDpc, HwTimerEx, HwWorkItem, hw_dpc, hw_timer_ex};
use crate::shared::argument::RawArguments;
use crate::storport::extension::DeviceExtension;

/// Memory of the size of an extension's slots, all zero until they are made. Without their types, which name handlers that may
/// be more private than the extension.
#[repr(C, align(8))]
pub struct SlotMemory<const BYTES: usize>(MaybeUninit<[u8; BYTES]>);

impl<const BYTES: usize> fmt::Debug for SlotMemory<BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlotMemory({} bytes)", size_of_val(&self.0))
    }
}

/// A DPC and what its fence has seen ([`super::fence`]).
#[repr(C)]
pub struct DpcPlace {
    pub(crate) dpc: MaybeUninit<ffi::STOR_DPC>,
    pub(crate) fence: Fence,
}

/// A timer and what its fence has seen.
#[repr(C)]
pub struct TimerPlace {
    pub(super) timer: ffi::PVOID,
    pub(super) fence: Fence,
}

/// The memory of `N` DPCs.
pub type DpcMemory<const N: usize> = [DpcPlace; N];
/// The memory of `N` work items.
pub type WorkItemMemory<const N: usize> = [ffi::PVOID; N];
/// The memory of `N` timers.
pub type TimerMemory<const N: usize> = [TimerPlace; N];

/// The handler's type, as the derive writes it.
pub type Handler<H> = H;

/// The objects of one field: where they lie, and how they are made and freed.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    offset: usize,
    count: usize,
    pub(super) object: Object,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Object {
    /// The routine, and the arguments of its fence.
    Dpc(ffi::HW_DPC_ROUTINE, RawArguments),
    WorkItem,
    Timer(ffi::HW_TIMER_EX),
}

impl Slot {
    /// `count` DPCs with handler `H`.
    pub const fn dpc<H: HwDpc<E, A>, E: DeviceExtension, A>(offset: usize, count: usize) -> Self {
        Self {
            offset,
            count,
            object: Object::Dpc(hw_dpc::routine::<H, E, A>, H::ARGUMENT.fence),
        }
    }

    /// `count` work items with handler `H`, whose routine Storport learns when one is queued.
    pub const fn work_item<H: HwWorkItem<E, A>, E: DeviceExtension, A>(
        offset: usize,
        count: usize,
    ) -> Self {
        Self {
            offset,
            count,
            object: Object::WorkItem,
        }
    }

    /// `count` timers with handler `H`.
    pub const fn timer<H: HwTimerEx<E>, E: DeviceExtension>(offset: usize, count: usize) -> Self {
        Self {
            offset,
            count,
            object: Object::Timer(hw_timer_ex::routine::<H, E>),
        }
    }

    /// Each object's place.
    ///
    /// # Safety
    /// `slots` is the memory that the row describes.
    pub(super) unsafe fn places<T>(self, slots: NonNull<()>) -> impl Iterator<Item = NonNull<T>> {
        // SAFETY: `count` objects lie at `offset` in the memory.
        let first = unsafe { slots.cast::<u8>().add(self.offset).cast::<T>() };
        // SAFETY: as above.
        (0..self.count).map(move |index| unsafe { first.add(index) })
    }

    /// Makes the objects; false if memory is short.
    ///
    /// # Safety
    /// This is passive initialisation of `adapter`, whose slots these are, and nobody uses them yet.
    unsafe fn make(self, slots: NonNull<()>, adapter: ffi::PVOID) -> bool {
        // SAFETY: the caller's word; the places are those of the row's objects, and the routine is that of their handler, whose
        // extension the adapter has.
        unsafe {
            match self.object {
                Object::Dpc(routine, _) => self.places::<DpcPlace>(slots).all(|place| {
                    let dpc = place.as_ptr().cast();
                    ffi::StorPortInitializeDpc(adapter, dpc, Some(routine));
                    true
                }),
                Object::WorkItem => self.places::<ffi::PVOID>(slots).all(|worker| {
                    ffi::StorPortInitializeWorker(adapter, worker.as_ptr())
                        == ffi::STOR_STATUS_SUCCESS
                }),
                Object::Timer(_) => self.places::<TimerPlace>(slots).all(|place| {
                    ffi::StorPortInitializeTimer(adapter, place.as_ptr().cast())
                        == ffi::STOR_STATUS_SUCCESS
                }),
            }
        }
    }

    /// Frees the objects that were made.
    ///
    /// # Safety
    /// `adapter`, whose slots these are, is at its end: nobody uses them any more.
    unsafe fn free(self, slots: NonNull<()>, adapter: ffi::PVOID) {
        // SAFETY: the caller's word; the places are those of the row's objects. A null one was never made, and a freed one
        // becomes null.
        unsafe {
            match self.object {
                Object::Dpc(..) => {}
                Object::WorkItem => self.places::<ffi::PVOID>(slots).for_each(|place| {
                    let worker = place.replace(ptr::null_mut());
                    if !worker.is_null() {
                        ffi::StorPortFreeWorker(adapter, worker);
                    }
                }),
                Object::Timer(_) => self.places::<TimerPlace>(slots).for_each(|mut place| {
                    let timer = ptr::replace(&raw mut place.as_mut().timer, ptr::null_mut());
                    if !timer.is_null() {
                        ffi::StorPortFreeTimer(adapter, timer);
                    }
                }),
            }
        }
    }
}

/// Makes all objects; false if memory is short, and then `free` frees what was made.
///
/// # Safety
/// This is passive initialisation of `adapter`, `slots` are its memory and `rows` describe them, and nobody uses them yet.
pub(crate) unsafe fn make(rows: &[Slot], slots: NonNull<()>, adapter: ffi::PVOID) -> bool {
    // SAFETY: the caller's word.
    rows.iter().all(|row| unsafe { row.make(slots, adapter) })
}

/// Frees the objects that were made.
///
/// # Safety
/// `slots` are the memory of `adapter` and `rows` describe them, and nobody uses them any more.
pub(crate) unsafe fn free(rows: &[Slot], slots: NonNull<()>, adapter: ffi::PVOID) {
    for row in rows {
        // SAFETY: the caller's word.
        unsafe { row.free(slots, adapter) };
    }
}
