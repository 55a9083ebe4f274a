//! Semaphores: objects that let as many through as they count.

use miniport::ffi;

use super::call::{Call, routines};
use super::header::{Header, kind};
use crate::kernel::routine::PASSIVE;

routines! {
    /// Initialises a semaphore.
    KeInitializeSemaphore(semaphore: ffi::PKSEMAPHORE, count: ffi::LONG, limit: ffi::LONG) -> (), PASSIVE
        => |call| initialize(call, semaphore, count, limit), else ();
    /// Adds to what it counts; what it counted.
    KeReleaseSemaphore(
        semaphore: ffi::PKSEMAPHORE, _increment: ffi::KPRIORITY, adjustment: ffi::LONG, wait: ffi::BOOLEAN
    ) -> ffi::LONG, UP_TO_DISPATCH => |call| release(call, semaphore, adjustment, wait != 0), else 0;
    /// What it counts.
    KeReadStateSemaphore(semaphore: ffi::PKSEMAPHORE) -> ffi::LONG, ANY => |call| read(call, semaphore), else 0;
}

fn initialize(call: &Call<'_>, semaphore: ffi::PKSEMAPHORE, count: i32, limit: i32) {
    if !call.is_place(semaphore) {
        return;
    }
    if count < 0 || limit <= 0 || count > limit {
        return call.bad(&format!("a count of {count}, at most {limit}"));
    }
    call.kernel.check_new(call.adapter, semaphore);
    // SAFETY: the driver says that a semaphore is there; it is not NULL and aligned.
    unsafe {
        Header::initialize(semaphore, kind::SEMAPHORE, false).set_state(count);
        (*semaphore).Limit = limit;
    }
}

fn release(call: &Call<'_>, place: ffi::PKSEMAPHORE, adjustment: i32, wait: bool) -> i32 {
    if wait {
        call.waits_next(PASSIVE);
    }
    let Some(semaphore) = Header::named(call, place, &[kind::SEMAPHORE]) else {
        return 0;
    };
    let before = semaphore.state();
    // SAFETY: a semaphore that was initialised.
    let limit = unsafe { (*place).Limit };
    let after = before.checked_add(adjustment);
    let Some(after) = after.filter(|after| adjustment > 0 && *after <= limit) else {
        call.bad(&format!(
            "{before} and {adjustment} are more than {limit}: STATUS_SEMAPHORE_LIMIT_EXCEEDED is raised, which no handler catches here"
        ));
        return before;
    };
    semaphore.set_state(after);
    call.kernel.let_through(semaphore);
    before
}

fn read(call: &Call<'_>, semaphore: ffi::PKSEMAPHORE) -> i32 {
    let semaphore = Header::named(call, semaphore, &[kind::SEMAPHORE]);
    semaphore.map_or(0, Header::state)
}
