//! Fences: how the runtime knows that no handler of a deferred object runs or will run, once nothing new is deferred.
//!
//! A fence is a call of the object with the runtime's own argument or routine. When it comes, every earlier call of the same
//! object is over: a DPC is synchronised with itself (page of `HW_DPC_ROUTINE`), and so, it is trusted, are the callbacks of one
//! timer object. Work items have no fence; they are counted. So is whoever sets or cancels a timer: the fences of timers are asked
//! for when nobody does any more, so that none is cancelled by the driver, and waited for without end.

use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicU8, Ordering};

use super::slots::{DpcPlace, Object, Slot, TimerPlace};
use crate::ffi::{self, PVOID};

/// Where the fence of one object is. Zero is `Wanted`.
#[derive(Debug, Default)]
pub(crate) struct Fence(AtomicU8);

const WANTED: u8 = 0;
const QUEUED: u8 = 1;
const PASSED: u8 = 2;

impl Fence {
    /// The fence has come.
    pub(crate) fn pass(&self) {
        self.0.store(PASSED, Ordering::Release);
    }

    pub(crate) fn passed(&self) -> bool {
        self.0.load(Ordering::Acquire) == PASSED
    }

    /// Another one is wanted.
    pub(crate) fn reset(&self) {
        self.0.store(WANTED, Ordering::Release);
    }

    /// Whether the fence has come; if it is not even queued, `queue` does that, and says whether it could.
    fn ask(&self, queue: impl FnOnce() -> bool) -> bool {
        match self.0.load(Ordering::Acquire) {
            PASSED => true,
            QUEUED => false,
            _ => {
                self.0.store(QUEUED, Ordering::Release);
                if !queue() {
                    self.reset();
                }
                false
            }
        }
    }
}

/// The `HW_TIMER_EX` of a timer's fence; its context is the [`Fence`].
///
/// # Safety
/// Storport calls it for a request of [`Slot::quiet`].
unsafe extern "system" fn timer_fence(_extension: PVOID, fence: PVOID) {
    // SAFETY: the caller's word; the fence lies in the adapter's slots.
    unsafe { &*fence.cast::<Fence>() }.pass();
}

impl Slot {
    /// Whether each object of the row has passed its fence. Asks for the fences that are not on their way.
    ///
    /// # Safety
    /// `slots` are those of `adapter`, made, and its gate is closed; IRQL up to `DISPATCH_LEVEL`.
    unsafe fn quiet(self, slots: NonNull<()>, adapter: PVOID) -> bool {
        let mut quiet = true;
        // SAFETY: the caller's word: the objects were made, and stay until all are quiet.
        unsafe {
            match self.object {
                Object::Dpc(_, (first, second)) => {
                    self.places::<DpcPlace>(slots).for_each(|place| {
                        quiet &= place.as_ref().fence.ask(|| {
                            let dpc = place.as_ptr().cast();
                            ffi::StorPortIssueDpc(adapter, dpc, first, second) != 0
                        });
                    });
                }
                Object::WorkItem => {}
                Object::Timer(routine) => self.places::<TimerPlace>(slots).for_each(|place| {
                    let TimerPlace { timer, fence } = place.as_ref();
                    quiet &= fence.ask(|| {
                        let none = ptr::null_mut();
                        ffi::StorPortRequestTimer(adapter, *timer, Some(routine), none, 0, 0);
                        let context = ptr::from_ref(fence).cast_mut().cast();
                        ffi::StorPortRequestTimer(adapter, *timer, Some(timer_fence), context, 1, 0)
                            == ffi::STOR_STATUS_SUCCESS
                    });
                }),
            }
        }
        quiet
    }
}

/// Whether every object has passed its fence; asks for those that are not on their way.
///
/// # Safety
/// As [`Slot::quiet`].
pub(crate) unsafe fn quiet(rows: &[Slot], slots: NonNull<()>, adapter: PVOID) -> bool {
    let mut quiet = true;
    for row in rows {
        // SAFETY: the caller's word. Every row is asked, so that all fences are on their way together.
        quiet &= unsafe { row.quiet(slots, adapter) };
    }
    quiet
}

/// Wants the fences of all objects once more.
///
/// # Safety
/// `slots` are the memory that `rows` describe.
pub(crate) unsafe fn unfence(rows: &[Slot], slots: NonNull<()>) {
    for row in rows {
        // SAFETY: the caller's word.
        unsafe {
            match row.object {
                Object::Dpc(..) => row
                    .places::<DpcPlace>(slots)
                    .for_each(|place| place.as_ref().fence.reset()),
                Object::WorkItem => {}
                Object::Timer(_) => row
                    .places::<TimerPlace>(slots)
                    .for_each(|place| place.as_ref().fence.reset()),
            }
        }
    }
}
