//! Lists of a driver with a spin lock for each: entries are put in and taken out at any IRQL.

use std::ptr::null_mut;

use miniport::ffi;

use super::call::{Call, routines};
use super::spin_lock::{Way, at, check};
use crate::kernel::level::HIGH_LEVEL;
use crate::kernel::list;

type PDouble = ffi::PLIST_ENTRY;
type PSingle = ffi::PSINGLE_LIST_ENTRY;
type PLock = ffi::PKSPIN_LOCK;

routines! {
    /// Puts an entry first; the one that was first, or NULL.
    ExInterlockedInsertHeadList(head: PDouble, entry: PDouble, lock: PLock) -> PDouble, ANY
        => |call| insert(call, head, entry, lock, true), else null_mut();
    /// Puts an entry last; the one that was last, or NULL.
    ExInterlockedInsertTailList(head: PDouble, entry: PDouble, lock: PLock) -> PDouble, ANY
        => |call| insert(call, head, entry, lock, false), else null_mut();
    /// Takes the first entry out; NULL if there is none.
    ExInterlockedRemoveHeadList(head: PDouble, lock: PLock) -> PDouble, ANY => |call| remove(call, head, lock), else null_mut();
    /// Puts an entry first in a list of one direction; the one that was first, or NULL.
    ExInterlockedPushEntryList(head: PSingle, entry: PSingle, lock: PLock) -> PSingle, ANY
        => |call| push(call, head, entry, lock), else null_mut();
    /// Takes its first entry out; NULL if there is none.
    ExInterlockedPopEntryList(head: PSingle, lock: PLock) -> PSingle, ANY => |call| pop(call, head, lock), else null_mut();
}

/// Does something while nothing interrupts and the lock is held.
fn locked<R>(call: &Call<'_>, lock: PLock, act: impl FnOnce() -> R) -> R {
    let kernel = call.kernel;
    let fiber = kernel.fiber();
    let irql = fiber.irql.get();
    // What is wrong was reported: the list is the driver's all the same.
    if !check(call, lock, Way::Interlocked) || !kernel.check_order(call.adapter, at(lock)) {
        return act();
    }
    fiber.irql.set(HIGH_LEVEL);
    kernel.acquire(at(lock), lock as usize);
    let result = act();
    kernel.release(|held| held.lock.excludes(at(lock)));
    fiber.irql.set(irql);
    result
}

fn insert(call: &Call<'_>, head: PDouble, entry: PDouble, lock: PLock, first: bool) -> PDouble {
    if !call.is_place(head) || !call.is_place(entry) {
        return null_mut();
    }
    // SAFETY: the driver says that a list and an entry are there, and keeps the list as it is; nobody has a reference to them.
    let before = locked(call, lock, || unsafe { list::insert(head, entry, first) });
    before.unwrap_or(null_mut())
}

fn remove(call: &Call<'_>, head: PDouble, lock: PLock) -> PDouble {
    if !call.is_place(head) {
        return null_mut();
    }
    // SAFETY: as above.
    let entry = locked(call, lock, || unsafe { list::remove_first(head) });
    entry.unwrap_or(null_mut())
}

fn push(call: &Call<'_>, head: PSingle, entry: PSingle, lock: PLock) -> PSingle {
    if !call.is_place(head) || !call.is_place(entry) {
        return null_mut();
    }
    // SAFETY: as above.
    locked(call, lock, || unsafe {
        let before = (*head).Next;
        (*entry).Next = before;
        (*head).Next = entry;
        before
    })
}

fn pop(call: &Call<'_>, head: PSingle, lock: PLock) -> PSingle {
    if !call.is_place(head) {
        return null_mut();
    }
    // SAFETY: as above.
    locked(call, lock, || unsafe {
        let entry = (*head).Next;
        if !entry.is_null() {
            (*head).Next = (*entry).Next;
        }
        entry
    })
}
