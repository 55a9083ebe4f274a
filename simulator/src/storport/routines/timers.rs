//! Timers: `RequestTimerCall`, `StorPortRequestTimer` and its high resolution sibling.

use std::ffi::c_void;
use std::rc::Rc;

use miniport::ffi;

use super::deferred::{free_handle, make_handle};
use super::routine::{Call, put};
use super::words::Words;
use crate::kernel::deferred::TimerRoutine;
use crate::kernel::time::MICROSECOND;
use crate::storport::port::Storport;
use crate::verifier::{Role, Rule};

/// The timer of `RequestTimerCall`, which is no object of the driver's.
const TIMER: usize = 0;

fn drivers_own(timer: usize) -> Option<usize> {
    (timer != TIMER).then_some(timer)
}

pub(super) fn request_timer_call(call: &Call<'_>, [routine, microseconds, ..]: [usize; 6]) {
    let adapter = call.adapter();
    // The upper half of the word is garbage.
    let microseconds = (microseconds as u64) & 0xFFFF_FFFF;
    adapter.deferred.cancel_timer(TIMER);
    if microseconds == 0 {
        return;
    }
    if routine == 0 {
        call.bad("RequestTimerCall without a routine");
        return;
    }
    // SAFETY: the driver passes a HW_TIMER, which is not NULL; a function pointer is as wide as a word.
    let routine =
        unsafe { std::mem::transmute::<*const c_void, ffi::HW_TIMER>(routine as *const c_void) };
    let routine = call.kernel.callable(routine);
    let (number, extension) = (adapter.number, adapter.device_extension());
    let lock = adapter.startio_lock();
    let run = move || {
        let kernel = Storport::running().kernel;
        kernel.with_locks(&[lock], || {
            // SAFETY: the driver registered the routine for this extension.
            Storport::call_back(number, Role::HwTimer, || unsafe { routine(extension) });
        });
    };
    let late = call.kernel.between(0, 50 * MICROSECOND);
    let due = microseconds * MICROSECOND + late;
    if adapter.deferred.is_set(TIMER).is_none() {
        adapter.deferred.add_timer(TIMER);
    }
    adapter
        .deferred
        .set_timer(call.kernel, TIMER, Rc::new(run), (due, 0));
}

fn add_timer(call: &Call<'_>, place: usize, fixed: Option<TimerRoutine>) -> u32 {
    match make_handle(call, place, fixed) {
        Ok(timer) => {
            call.adapter().deferred.add_timer(timer);
            ffi::STOR_STATUS_SUCCESS
        }
        Err(status) => status,
    }
}

pub(super) fn initialize_timer(call: &Call<'_>, words: &Words) -> u32 {
    add_timer(call, words.word(0), None)
}

/// `StorPortInitializeHighResolutionTimer`: the routine and its context are given here.
pub(super) fn initialize_high_resolution_timer(call: &Call<'_>, words: &Words) -> u32 {
    let Some(routine) = timer_routine(call, words.word(0), words.word(1)) else {
        return call.bad("StorPortInitializeHighResolutionTimer without a routine");
    };
    add_timer(call, words.word(2), Some(routine))
}

fn timer_routine(call: &Call<'_>, routine: usize, context: usize) -> Option<TimerRoutine> {
    // SAFETY: the driver passes a PHW_TIMER_EX, which is an optional function pointer.
    let routine = unsafe {
        std::mem::transmute::<*const c_void, ffi::PHW_TIMER_EX>(routine as *const c_void)
    }?;
    let routine = call.kernel.callable(routine);
    let adapter = call.adapter();
    let (number, extension) = (adapter.number, adapter.device_extension());
    Some(Rc::new(move || {
        // SAFETY: the driver registered the routine for this timer and this extension.
        let call = || unsafe { routine(extension, context as *mut c_void) };
        Storport::call_back(number, Role::HwTimerEx, call);
    }))
}

pub(super) fn request_timer(call: &Call<'_>, words: &Words) -> u32 {
    let (timer, value, delay) = (words.word(0), words.quad(3), words.quad(4));
    let late = if delay < 32 {
        call.kernel.between(0, 20 * MICROSECOND)
    } else {
        call.kernel.between(0, delay.saturating_mul(MICROSECOND))
    };
    if value == 0 {
        return cancel(call, timer).map_or(ffi::STOR_STATUS_INVALID_PARAMETER, |_| {
            ffi::STOR_STATUS_SUCCESS
        });
    }
    let Some(routine) = timer_routine(call, words.word(1), words.word(2)) else {
        return call.bad("StorPortRequestTimer without a routine");
    };
    let due = value.saturating_mul(MICROSECOND).saturating_add(late);
    set_timer(call, timer, Some(routine), (due, 0))
}

/// Times of high resolution timers are in units of 100 ns, negative for "from now on".
pub(super) fn request_high_resolution_timer(call: &Call<'_>, words: &Words) -> u32 {
    let due = words.quad(1).cast_signed().unsigned_abs();
    let times = (due.saturating_mul(100), words.quad(2).saturating_mul(100));
    let status = set_timer(call, words.word(0), None, times);
    if words.word(4) != 0 {
        let set = ffi::BOOLEAN::from(status == ffi::STOR_STATUS_SUCCESS);
        put(call, words.word(4), set);
    }
    status
}

/// Sets a timer to a routine, or to the one that it was made with.
fn set_timer(
    call: &Call<'_>,
    timer: usize,
    routine: Option<TimerRoutine>,
    times: (u64, u64),
) -> u32 {
    let adapter = call.adapter();
    match drivers_own(timer).and_then(|timer| adapter.deferred.is_set(timer)) {
        None => {
            call.violation(
                Rule::ForeignHandle,
                "a timer is requested that does not exist",
            );
            return ffi::STOR_STATUS_INVALID_PARAMETER;
        }
        Some(true) if routine.is_some() => return ffi::STOR_STATUS_BUSY,
        Some(_) => {}
    }
    let fixed = || adapter.handles.borrow().get(&timer)?.fixed.clone();
    if let Some(routine) = routine.or_else(fixed) {
        adapter
            .deferred
            .set_timer(call.kernel, timer, routine, times);
    }
    ffi::STOR_STATUS_SUCCESS
}

/// Whether the timer was set; `None` if there is no such timer, which is a violation.
fn cancel(call: &Call<'_>, timer: usize) -> Option<bool> {
    let deferred = &call.adapter().deferred;
    let was_set = drivers_own(timer).and_then(|timer| deferred.cancel_timer(timer));
    if was_set.is_none() {
        call.violation(
            Rule::ForeignHandle,
            "a timer is cancelled that does not exist",
        );
    }
    was_set
}

pub(super) fn cancel_high_resolution_timer(call: &Call<'_>, words: &Words) -> u32 {
    match cancel(call, words.word(0)) {
        Some(was_set) => put(call, words.word(2), ffi::BOOLEAN::from(was_set)),
        None => ffi::STOR_STATUS_INVALID_PARAMETER,
    }
}

pub(super) fn free_timer(call: &Call<'_>, words: &Words) -> u32 {
    let timer = words.word(0);
    let deferred = &call.adapter().deferred;
    let freed = drivers_own(timer).and_then(|timer| deferred.remove_timer(timer));
    let Some(was_set) = freed else {
        call.violation(Rule::ForeignHandle, "a timer is freed that does not exist");
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    if was_set {
        call.violation(Rule::BusyTimer, "a timer is freed while it is set");
    }
    if !free_handle(call, timer) {
        call.violation(Rule::Overrun, "an opaque timer was written");
    }
    ffi::STOR_STATUS_SUCCESS
}
