//! Fast mutexes.

use std::mem::offset_of;

use miniport::ffi;

use super::call::{Call, routines};
use super::header::{Header, kind};
use super::irql::lower_to;
use crate::kernel::core::Kernel;
use crate::kernel::level::APC_LEVEL;
use crate::kernel::lock::{Class, Held, Lock};
use crate::kernel::time::cost;
use crate::verifier::Rule;

static FAST_MUTEX: Class = Class {
    name: "fast mutexes",
    one: "fast mutex",
    rank: 0,
    irql: APC_LEVEL,
};

routines! {
    /// Acquires a fast mutex.
    ExAcquireFastMutex(mutex: ffi::PFAST_MUTEX) -> (), UP_TO_APC => |call| acquire(call, mutex), else ();
    /// Releases it.
    ExReleaseFastMutex(mutex: ffi::PFAST_MUTEX) -> (), APC => |call| release(call, mutex), else ();
}

/// An event is initialised: perhaps that of a mutex, which is new then.
pub(super) fn event_is_new(kernel: &Kernel, event: ffi::PKEVENT) {
    let mutex = (event as usize).wrapping_sub(offset_of!(ffi::FAST_MUTEX, Event));
    let mut order = kernel.lock_order.borrow_mut();
    order.forget(Lock::at(&FAST_MUTEX, mutex));
}

/// The event of a mutex that was initialised.
fn event_of(call: &Call<'_>, mutex: ffi::PFAST_MUTEX) -> Option<Header> {
    if !call.is_place(mutex) {
        return None;
    }
    // SAFETY: the driver says that a mutex is there; it is not NULL and aligned.
    let event = unsafe { &raw mut (*mutex).Event };
    Header::named(call, event, &[kind::SYNCHRONIZATION_EVENT])
}

fn acquire(call: &Call<'_>, mutex: ffi::PFAST_MUTEX) {
    let kernel = call.kernel;
    let lock = Lock::at(&FAST_MUTEX, mutex as usize);
    let Some(event) = event_of(call, mutex) else {
        return;
    };
    kernel.charge(cost::LOCK);
    if !kernel.check_order(call.adapter, lock) {
        return;
    }
    let fiber = kernel.fiber();
    // SAFETY: a mutex that was initialised.
    let free = unsafe {
        (*mutex).Count -= 1;
        (*mutex).Count == 0
    };
    if !free {
        // SAFETY: as above.
        unsafe {
            (*mutex).Contention += 1;
            if !kernel.may_block() {
                // That was reported: the mutex stays its owner's.
                (*mutex).Count += 1;
                return;
            }
        }
        kernel.wait_for(vec![event], false, None);
    }
    let old_irql = fiber.irql.replace(APC_LEVEL);
    // SAFETY: as above.
    unsafe {
        (*mutex).Owner = (fiber.id + 1) as ffi::PVOID;
        (*mutex).OldIrql = u32::from(old_irql);
    }
    kernel.hold(Held {
        fiber: fiber.id,
        lock,
        old_irql,
        handle: mutex as usize,
    });
}

fn release(call: &Call<'_>, mutex: ffi::PFAST_MUTEX) {
    let Some(event) = event_of(call, mutex) else {
        return;
    };
    let lock = Lock::at(&FAST_MUTEX, mutex as usize);
    let Some(held) = call.kernel.take_back(|held| held.lock.excludes(lock)) else {
        call.violation(
            Rule::LockNotHeld,
            "a fast mutex is released that this code does not hold",
        );
        return;
    };
    // SAFETY: a mutex that was initialised.
    let waited_for = unsafe {
        (*mutex).Owner = std::ptr::null_mut();
        (*mutex).Count += 1;
        (*mutex).Count <= 0
    };
    if waited_for {
        call.kernel.signal(event);
    }
    lower_to(call, held.old_irql);
}
