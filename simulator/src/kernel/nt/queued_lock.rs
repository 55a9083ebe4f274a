//! In-stack queued spin locks: they are given in the order of asking.

use miniport::ffi;

use super::call::{Call, routines};
use super::irql::lower_to;
use super::spin_lock::{SPIN_LOCK, Way, at, check, mark_held, take_back};
use crate::kernel::lock::Held;
use crate::verifier::Rule;

routines! {
    /// Acquires a lock in the order of asking.
    KeAcquireInStackQueuedSpinLock(lock: ffi::PKSPIN_LOCK, handle: ffi::PKLOCK_QUEUE_HANDLE) -> (), UP_TO_DISPATCH
        => |call| acquire_queued(call, lock, handle), else ();
    /// Releases a lock and restores the IRQL.
    KeReleaseInStackQueuedSpinLock(handle: ffi::PKLOCK_QUEUE_HANDLE) -> (), DISPATCH
        => |call| release_queued(call, handle, true), else ();
    /// Acquires a lock in the order of asking where the IRQL is high enough.
    KeAcquireInStackQueuedSpinLockAtDpcLevel(
        lock: ffi::PKSPIN_LOCK, handle: ffi::PKLOCK_QUEUE_HANDLE
    ) -> (), FROM_DISPATCH => |call| acquire_queued(call, lock, handle), else ();
    /// Releases a lock; the IRQL stays.
    KeReleaseInStackQueuedSpinLockFromDpcLevel(handle: ffi::PKLOCK_QUEUE_HANDLE) -> (), FROM_DISPATCH
        => |call| release_queued(call, handle, false), else ();
    /// Acquires a lock in the order of asking, in a threaded DPC.
    KeAcquireInStackQueuedSpinLockForDpc(
        lock: ffi::PKSPIN_LOCK, handle: ffi::PKLOCK_QUEUE_HANDLE
    ) -> (), UP_TO_DISPATCH => |call| acquire_queued(call, lock, handle), else ();
    /// Releases a lock of `KeAcquireInStackQueuedSpinLockForDpc`.
    KeReleaseInStackQueuedSpinLockForDpc(handle: ffi::PKLOCK_QUEUE_HANDLE) -> (), DISPATCH
        => |call| release_queued(call, handle, true), else ();
}

fn acquire_queued(call: &Call<'_>, place: ffi::PKSPIN_LOCK, handle: ffi::PKLOCK_QUEUE_HANDLE) {
    let kernel = call.kernel;
    if !call.is_place(handle) || !check(call, place, Way::Queued) {
        return;
    }
    let used = |held: &Held| held.lock.is_of(&SPIN_LOCK) && held.handle == handle as usize;
    if kernel.held.borrow().iter().any(used) {
        call.violation(
            Rule::LockMisused,
            "a KLOCK_QUEUE_HANDLE is used for a second lock",
        );
        return;
    }
    if !kernel.check_order(call.adapter, at(place)) {
        return;
    }
    let old_irql = kernel.acquire_queued(at(place), handle as usize);
    mark_held(place);
    // SAFETY: the driver says that a handle is there; it is not NULL and aligned.
    unsafe {
        handle.write(ffi::KLOCK_QUEUE_HANDLE {
            LockQueue: ffi::KSPIN_LOCK_QUEUE {
                Next: std::ptr::null_mut(),
                Lock: place,
            },
            OldIrql: old_irql,
        });
    }
}

/// Releases the lock of a handle, and restores the IRQL or not.
fn release_queued(call: &Call<'_>, handle: ffi::PKLOCK_QUEUE_HANDLE, restore: bool) {
    let mine = |held: &Held| held.handle == handle as usize && held.lock.instance != held.handle;
    let Some(held) = take_back(call, mine) else {
        return;
    };
    // SAFETY: a handle was written here when the lock was acquired.
    let (lock, irql) = unsafe { ((*handle).LockQueue.Lock, (*handle).OldIrql) };
    if lock as usize != held.lock.instance || irql != held.old_irql {
        call.violation(
            Rule::LockMisused,
            format!(
                "the handle of the {} was written while it was held",
                held.lock
            ),
        );
    }
    if restore {
        lower_to(call, held.old_irql);
    }
    call.kernel.preemption_point();
}
