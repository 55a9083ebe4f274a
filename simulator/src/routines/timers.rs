//! Timers: `StorPortRequestTimer` and its high resolution sibling.

use std::ffi::c_void;

use miniport::ffi;

use super::Words;
use super::deferred::HANDLE;
use super::routine::{Call, put};
use crate::adapter::deferred::TimerEx;
use crate::memory::GARBAGE;
use crate::memory::block::Block;
use crate::time::{Event, MICROSECOND};
use crate::verifier::Rule;

fn add_timer(call: &Call<'_>, place: usize, set: Option<(ffi::HW_TIMER_EX, usize)>) -> u32 {
    let handle = Block::new(HANDLE, 16, GARBAGE);
    let address = handle.as_ptr() as usize;
    let status = put(call, place, address);
    if status == ffi::STOR_STATUS_SUCCESS {
        call.adapter().deferred.timers.borrow_mut().insert(
            address,
            TimerEx {
                handle,
                fixed: set,
                set: None,
                generation: 0,
                period: 0,
            },
        );
    }
    status
}

pub(super) fn initialize_timer(call: &Call<'_>, words: &Words) -> u32 {
    add_timer(call, words.word(0), None)
}

/// `StorPortInitializeHighResolutionTimer`: the routine and its context are given here.
pub(super) fn initialize_high_resolution_timer(call: &Call<'_>, words: &Words) -> u32 {
    let Some(routine) = timer_routine(words.word(0)) else {
        return call.bad("StorPortInitializeHighResolutionTimer without a routine");
    };
    add_timer(call, words.word(2), Some((routine, words.word(1))))
}

fn timer_routine(routine: usize) -> Option<ffi::HW_TIMER_EX> {
    // SAFETY: the driver passes a PHW_TIMER_EX, which is an optional function pointer.
    unsafe { std::mem::transmute::<*const c_void, ffi::PHW_TIMER_EX>(routine as *const c_void) }
}

pub(super) fn request_timer(call: &Call<'_>, words: &Words) -> u32 {
    let (handle, routine, context, value, delay) = (
        words.word(0),
        words.word(1),
        words.word(2),
        words.quad(3),
        words.quad(4),
    );
    let late = if delay < 32 {
        call.core.between(0, 20 * MICROSECOND)
    } else {
        call.core.between(0, delay.saturating_mul(MICROSECOND))
    };
    if value == 0 {
        return cancel(call, handle).map_or(ffi::STOR_STATUS_INVALID_PARAMETER, |_| {
            ffi::STOR_STATUS_SUCCESS
        });
    }
    let Some(routine) = timer_routine(routine) else {
        return call.bad("StorPortRequestTimer without a routine");
    };
    set_timer(
        call,
        handle,
        Some((routine, context)),
        value.saturating_mul(MICROSECOND) + late,
        0,
        true,
    )
}

/// Times of high resolution timers are in units of 100 ns, negative for "from now on".
pub(super) fn request_high_resolution_timer(call: &Call<'_>, words: &Words) -> u32 {
    let due = words
        .quad(1)
        .cast_signed()
        .unsigned_abs()
        .saturating_mul(100);
    let period = words.quad(2).saturating_mul(100);
    let status = set_timer(call, words.word(0), None, due, period, false);
    if words.word(4) != 0 {
        put(
            call,
            words.word(4),
            ffi::BOOLEAN::from(status == ffi::STOR_STATUS_SUCCESS),
        );
    }
    status
}

fn set_timer(
    call: &Call<'_>,
    handle: usize,
    set: Option<(ffi::HW_TIMER_EX, usize)>,
    due: u64,
    period: u64,
    exclusive: bool,
) -> u32 {
    let mut timers = call.adapter().deferred.timers.borrow_mut();
    let Some(timer) = timers.get_mut(&handle) else {
        drop(timers);
        call.violation(
            Rule::ForeignHandle,
            "a timer is requested that does not exist",
        );
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    if timer.set.is_some() && exclusive {
        drop(timers);
        call.violation(Rule::BusyTimer, "a timer is requested while it is set");
        return ffi::STOR_STATUS_BUSY;
    }
    timer.set = set.or(timer.fixed);
    timer.generation += 1;
    timer.period = period;
    call.core.clock.schedule(
        due,
        Event::TimerEx {
            adapter: call.adapter().number,
            timer: handle,
            generation: timer.generation,
        },
    );
    ffi::STOR_STATUS_SUCCESS
}

/// Whether the timer was set; `None` if there is no such timer, which is a violation.
fn cancel(call: &Call<'_>, handle: usize) -> Option<bool> {
    let mut timers = call.adapter().deferred.timers.borrow_mut();
    let Some(timer) = timers.get_mut(&handle) else {
        drop(timers);
        call.violation(
            Rule::ForeignHandle,
            "a timer is cancelled that does not exist",
        );
        return None;
    };
    timer.generation += 1;
    timer.period = 0;
    Some(timer.set.take().is_some())
}

pub(super) fn cancel_high_resolution_timer(call: &Call<'_>, words: &Words) -> u32 {
    let Some(was_set) = cancel(call, words.word(0)) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    put(call, words.word(2), ffi::BOOLEAN::from(was_set))
}

pub(super) fn free_timer(call: &Call<'_>, words: &Words) -> u32 {
    let freed = call
        .adapter()
        .deferred
        .timers
        .borrow_mut()
        .remove(&words.word(0));
    match freed {
        None => {
            call.violation(Rule::ForeignHandle, "a timer is freed that does not exist");
            ffi::STOR_STATUS_INVALID_PARAMETER
        }
        Some(timer) => {
            if timer.set.is_some() {
                call.violation(Rule::BusyTimer, "a timer is freed while it is set");
            }
            if timer.handle.check().is_err() {
                call.violation(Rule::Overrun, "an opaque timer was written");
            }
            ffi::STOR_STATUS_SUCCESS
        }
    }
}
