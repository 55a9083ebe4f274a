//! Timers that the kernel allocates (`EX_TIMER`).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use super::call::{Call, routines};
use super::header::{Header, kind};
use crate::kernel::clock::Event;
use crate::kernel::core::Kernel;
use crate::kernel::job::Job;
use crate::kernel::map::FastMap;
use crate::kernel::memory::block::Block;
use crate::kernel::routine::UP_TO_APC;
use crate::kernel::time::{MILLISECOND, TICK};
use crate::verifier::{Role, Rule};

/// The end of a timer, and who waits for it.
#[derive(Default)]
struct End {
    over: Cell<bool>,
    waiting: RefCell<Vec<usize>>,
    routine: Cell<Option<(ffi::EXT_DELETE_CALLBACK, ffi::PVOID)>>,
}

struct ExTimer {
    block: Block,
    callback: ffi::PEXT_CALLBACK,
    context: ffi::PVOID,
    attributes: u32,
    device: Option<usize>,
    generation: u64,
    set: bool,
    /// Nanoseconds; 0 for once.
    period: u64,
    /// Expirations whose callback has not returned.
    expiring: u32,
    /// It is being deleted: nothing can be done with it any more.
    end: Option<Rc<End>>,
}

/// The timers, by address.
#[derive(Default)]
pub(super) struct ExTimers {
    all: RefCell<FastMap<usize, ExTimer>>,
}

routines! {
    /// Makes a timer.
    ExAllocateTimer(callback: ffi::PEXT_CALLBACK, context: ffi::PVOID, attributes: ffi::ULONG) -> ffi::PEX_TIMER, UP_TO_DISPATCH
        => |call| allocate(call, callback, context, attributes), else std::ptr::null_mut();
    /// Sets a timer; whether it was set.
    ExSetTimer(
        timer: ffi::PEX_TIMER, due: ffi::LONGLONG, period: ffi::LONGLONG, parameters: ffi::PEXT_SET_PARAMETERS
    ) -> ffi::BOOLEAN, UP_TO_DISPATCH => |call| set(call, timer, (due, period), parameters), else ffi::FALSE;
    /// Cancels a timer; whether it was set.
    ExCancelTimer(timer: ffi::PEX_TIMER, _parameters: ffi::PEXT_CANCEL_PARAMETERS) -> ffi::BOOLEAN, UP_TO_DISPATCH
        => |call| cancel(call, timer), else ffi::FALSE;
    /// Deletes a timer; whether it was cancelled.
    ExDeleteTimer(
        timer: ffi::PEX_TIMER, cancel: ffi::BOOLEAN, wait: ffi::BOOLEAN, parameters: ffi::PEXT_DELETE_PARAMETERS
    ) -> ffi::BOOLEAN, UP_TO_DISPATCH => |call| delete(call, timer, (cancel != 0, wait != 0), parameters), else ffi::FALSE;
}

/// The size of what a timer points to: a header, and what is the kernel's.
const SIZE: usize = 64;
const ATTRIBUTES: u32 =
    ffi::EX_TIMER_HIGH_RESOLUTION | ffi::EX_TIMER_NO_WAKE | ffi::EX_TIMER_NOTIFICATION;
/// How late a timer of high resolution may be.
const LATE: u64 = MILLISECOND;

fn allocate(
    call: &Call<'_>,
    callback: ffi::PEXT_CALLBACK,
    context: ffi::PVOID,
    attributes: u32,
) -> ffi::PEX_TIMER {
    if attributes & !ATTRIBUTES != 0 {
        call.bad(&format!("{attributes:#x} are no attributes of a timer"));
        return std::ptr::null_mut();
    }
    let block = Block::new(SIZE, 16, 0);
    let address = block.as_ptr();
    let kind = if attributes & ffi::EX_TIMER_NOTIFICATION != 0 {
        kind::NOTIFICATION_TIMER
    } else {
        kind::SYNCHRONIZATION_TIMER
    };
    // SAFETY: the block has room for a header, and is aligned to 16.
    unsafe { Header::initialize(address, kind, false) };
    let timer = ExTimer {
        block,
        callback,
        context,
        attributes,
        device: call.adapter,
        generation: 0,
        set: false,
        period: 0,
        expiring: 0,
        end: None,
    };
    let mut all = call.kernel.nt.ex_timers.all.borrow_mut();
    all.insert(address as usize, timer);
    address.cast()
}

/// Does something with a timer that is not being deleted; `None` if it is, or does not exist, which is reported.
fn with<R>(
    call: &Call<'_>,
    timer: ffi::PEX_TIMER,
    work: impl FnOnce(&mut ExTimer) -> R,
) -> Option<R> {
    let mut all = call.kernel.nt.ex_timers.all.borrow_mut();
    let Some(found) = all.get_mut(&(timer as usize)) else {
        drop(all);
        call.violation(
            Rule::ForeignHandle,
            format!(
                "{}: there is no such timer, or it was deleted",
                call.routine.name
            ),
        );
        return None;
    };
    found.end.is_none().then(|| work(found))
}

fn set(
    call: &Call<'_>,
    timer: ffi::PEX_TIMER,
    (due, period): (i64, i64),
    parameters: ffi::PEXT_SET_PARAMETERS,
) -> ffi::BOOLEAN {
    let Ok(period) = u64::try_from(period) else {
        call.bad("the period is negative");
        return ffi::FALSE;
    };
    let tolerance = if parameters.is_null() {
        0
    } else {
        // SAFETY: the driver says that parameters are there.
        unsafe { (*parameters).NoWakeTolerance }
    };
    let kernel = call.kernel;
    let done = with(call, timer, |found| {
        found.generation += 1;
        found.period = period.saturating_mul(100);
        let was_set = std::mem::replace(&mut found.set, true);
        (was_set, found.generation, found.attributes)
    });
    let Some((was_set, generation, attributes)) = done else {
        return ffi::FALSE;
    };
    // SAFETY: the header of a timer that exists.
    if let Some(header) = unsafe { Header::of(timer, &super::timer::TIMERS) } {
        header.set(false);
    }
    let late = if attributes & ffi::EX_TIMER_HIGH_RESOLUTION != 0 {
        LATE
    } else {
        // An unlimited tolerance is negative: how late is not documented; another tick will do.
        TICK + u64::try_from(tolerance).map_or(TICK, |units| units.saturating_mul(100))
    };
    let delay = kernel
        .time_until(due)
        .saturating_add(kernel.between(0, late));
    kernel.schedule_ex_timer(timer as usize, generation, delay);
    ffi::BOOLEAN::from(was_set)
}

fn cancel(call: &Call<'_>, timer: ffi::PEX_TIMER) -> ffi::BOOLEAN {
    let cancelled = with(call, timer, |found| {
        std::mem::replace(&mut found.set, false)
    });
    ffi::BOOLEAN::from(cancelled == Some(true))
}

fn delete(
    call: &Call<'_>,
    timer: ffi::PEX_TIMER,
    (cancel, mut wait): (bool, bool),
    parameters: ffi::PEXT_DELETE_PARAMETERS,
) -> ffi::BOOLEAN {
    let kernel = call.kernel;
    if wait && !cancel {
        call.bad("Wait without Cancel");
    }
    if wait && !kernel.may_block() {
        kernel.wrong_irql("ExDeleteTimer with Wait", call.adapter, UP_TO_APC);
        wait = false;
    }
    let end = Rc::new(End::default());
    if !parameters.is_null() {
        // SAFETY: the driver says that parameters are there.
        let (routine, context) =
            unsafe { ((*parameters).DeleteCallback, (*parameters).DeleteContext) };
        let routine = routine.map(|routine| (kernel.callable(routine), context));
        end.routine.set(routine);
    }
    let cancelled = with(call, timer, |found| {
        found.end = Some(Rc::clone(&end));
        // It expires once more at most.
        found.period = 0;
        let was_set = found.set;
        found.set &= !cancel;
        was_set && cancel
    });
    let Some(cancelled) = cancelled else {
        return ffi::FALSE;
    };
    kernel.end_ex_timer(timer as usize);
    while wait && !end.over.get() {
        end.waiting.borrow_mut().push(kernel.fiber().id);
        kernel.block();
    }
    ffi::BOOLEAN::from(cancelled)
}

impl Kernel {
    fn schedule_ex_timer(&self, timer: usize, generation: u64, delay: u64) {
        let due = move || Self::running().ex_timer_due(timer, generation);
        self.clock.schedule(delay, Event::Do(Box::new(due)));
    }

    /// The time of a timer has come: outside of coroutines.
    fn ex_timer_due(&self, timer: usize, generation: u64) {
        let (period, callback) = {
            let mut all = self.nt.ex_timers.all.borrow_mut();
            let found = all.get_mut(&timer);
            let Some(found) = found.filter(|found| found.set && found.generation == generation)
            else {
                return;
            };
            found.set = found.period != 0;
            found.expiring += 1;
            (
                found.period,
                found
                    .callback
                    .map(|callback| (callback, found.context, found.device)),
            )
        };
        if period != 0 {
            self.schedule_ex_timer(timer, generation, period);
        }
        // SAFETY: the header of a timer that exists.
        if let Some(header) = unsafe { Header::of(timer as ffi::PEX_TIMER, &super::timer::TIMERS) }
        {
            self.signal(header);
        }
        let expire = move || {
            let kernel = Self::running();
            if let Some((callback, context, device)) = callback {
                let timer = timer as ffi::PEX_TIMER;
                // SAFETY: the driver gave the callback for this timer.
                let call = || unsafe { callback(timer, context) };
                kernel.callback(device, Role::ExTimerCallback, call);
            }
            if let Some(found) = kernel.nt.ex_timers.all.borrow_mut().get_mut(&timer) {
                found.expiring -= 1;
            }
            kernel.end_ex_timer(timer);
        };
        self.make_ready(Job::dpc(expire));
    }

    /// Deletes a timer that is to be deleted, if nothing of it is under way.
    fn end_ex_timer(&self, timer: usize) {
        let idle = |found: &ExTimer| found.end.is_some() && !found.set && found.expiring == 0;
        let gone = {
            let mut all = self.nt.ex_timers.all.borrow_mut();
            let over = all.get(&timer).is_some_and(idle);
            over.then(|| all.remove(&timer)).flatten()
        };
        let Some(ExTimer {
            block,
            device,
            end: Some(end),
            ..
        }) = gone
        else {
            return;
        };
        let memory = timer..timer + SIZE;
        self.waits_end(&memory, device, "a timer of ExAllocateTimer");
        self.pool.retire(block);
        let finish = move |end: &End| {
            end.over.set(true);
            for fiber in end.waiting.take() {
                Self::running().wake(fiber);
            }
        };
        match end.routine.get() {
            None => finish(&end),
            Some((routine, context)) => self.make_ready(Job::dpc(move || {
                // SAFETY: the driver gave the callback with this context.
                let call = || unsafe { routine(context) };
                Self::running().callback(device, Role::ExTimerDeleteCallback, call);
                finish(&end);
            })),
        }
    }

    /// How many timers of a device were not deleted.
    pub(super) fn ex_timers_of(&self, owner: usize) -> usize {
        let all = self.nt.ex_timers.all.borrow();
        let mine = |timer: &&ExTimer| timer.device == Some(owner);
        all.values().filter(mine).count()
    }
}
