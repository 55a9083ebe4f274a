//! Timers that lie in the driver's memory.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use miniport::ffi;

use super::call::{Call, routines};
use super::dpc::{is_dpc, is_initialised};
use super::header::{Header, kind};
use crate::kernel::clock::Event;
use crate::kernel::core::Kernel;
use crate::kernel::map::FastMap;
use crate::kernel::time::{MILLISECOND, TICK};
use crate::verifier::Rule;

/// A timer that is set.
struct Set {
    generation: u64,
    dpc: ffi::PKDPC,
    /// Nanoseconds; 0 for once.
    period: u64,
    device: Option<usize>,
}

/// The timers that are set, by address.
#[derive(Default)]
pub(super) struct Timers {
    set: RefCell<FastMap<usize, Set>>,
    next: Cell<u64>,
}

routines! {
    /// Initialises a notification timer.
    KeInitializeTimer(timer: ffi::PKTIMER) -> (), UP_TO_DISPATCH
        => |call| initialize(call, timer, ffi::NotificationTimer), else ();
    /// Initialises a timer of a type.
    KeInitializeTimerEx(timer: ffi::PKTIMER, kind: ffi::TIMER_TYPE) -> (), UP_TO_DISPATCH
        => |call| initialize(call, timer, kind), else ();
    /// Sets a timer; whether it was set.
    KeSetTimer(timer: ffi::PKTIMER, due: ffi::LARGE_INTEGER, dpc: ffi::PKDPC) -> ffi::BOOLEAN, UP_TO_DISPATCH
        => |call| set(call, timer, (due, 0, 0), dpc), else ffi::FALSE;
    /// Sets a timer that repeats after some milliseconds; whether it was set.
    KeSetTimerEx(
        timer: ffi::PKTIMER, due: ffi::LARGE_INTEGER, period: ffi::LONG, dpc: ffi::PKDPC
    ) -> ffi::BOOLEAN, UP_TO_DISPATCH
        => |call| set(call, timer, (due, u32::try_from(period).unwrap_or(0), 0), dpc), else ffi::FALSE;
    /// Sets a timer that may be some milliseconds late; whether it was set.
    KeSetCoalescableTimer(
        timer: ffi::PKTIMER, due: ffi::LARGE_INTEGER, period: ffi::ULONG, tolerance: ffi::ULONG, dpc: ffi::PKDPC
    ) -> ffi::BOOLEAN, UP_TO_DISPATCH => |call| set(call, timer, (due, period, tolerance), dpc), else ffi::FALSE;
    /// Cancels a timer; whether it was set.
    KeCancelTimer(timer: ffi::PKTIMER) -> ffi::BOOLEAN, UP_TO_DISPATCH => |call| cancel(call, timer), else ffi::FALSE;
    /// Whether a timer is signalled.
    KeReadStateTimer(timer: ffi::PKTIMER) -> ffi::BOOLEAN, UP_TO_DISPATCH => |call| read(call, timer), else ffi::FALSE;
}

pub(super) const TIMERS: [u8; 2] = [kind::NOTIFICATION_TIMER, kind::SYNCHRONIZATION_TIMER];

fn initialize(call: &Call<'_>, timer: ffi::PKTIMER, kind: ffi::TIMER_TYPE) {
    if !call.is_place(timer) {
        return;
    }
    let kind = match kind {
        ffi::NotificationTimer => kind::NOTIFICATION_TIMER,
        ffi::SynchronizationTimer => kind::SYNCHRONIZATION_TIMER,
        other => return call.bad(&format!("{other} is no type of a timer")),
    };
    if call.kernel.cancel_timer(timer as usize) {
        call.violation(
            Rule::BusyTimer,
            "a timer is initialised again while it is set",
        );
    }
    call.kernel.check_new(call.adapter, timer);
    // SAFETY: the driver says that a timer is there; it is not NULL and aligned.
    unsafe {
        timer.write_bytes(0, 1);
        Header::initialize(timer, kind, false);
    }
}

/// Sets a timer: when it is due, after how many milliseconds again, how many it may be late.
fn set(
    call: &Call<'_>,
    timer: ffi::PKTIMER,
    (due, period, tolerance): (ffi::LARGE_INTEGER, u32, u32),
    dpc: ffi::PKDPC,
) -> ffi::BOOLEAN {
    let Some(header) = Header::named(call, timer, &TIMERS) else {
        return ffi::FALSE;
    };
    if !dpc.is_null() && !is_dpc(call, dpc) {
        return ffi::FALSE;
    }
    let kernel = call.kernel;
    let was_set = kernel.cancel_timer(timer as usize);
    header.set(false);
    let generation = kernel.nt.timers.next.get();
    kernel.nt.timers.next.set(generation + 1);
    let device = call.device_of(timer as usize);
    let delay = kernel.time_until(due.QuadPart);
    // SAFETY: a timer that was initialised.
    unsafe {
        (*timer).DueTime = (kernel.clock.now().saturating_add(delay)) / 100;
        (*timer).Dpc = dpc;
        (*timer).Period = period;
    }
    let set = Set {
        generation,
        dpc,
        period: u64::from(period) * MILLISECOND,
        device,
    };
    let mut timers = kernel.nt.timers.set.borrow_mut();
    timers.insert(timer as usize, set);
    drop(timers);
    let late = kernel.between(0, TICK) + kernel.between(0, u64::from(tolerance) * MILLISECOND);
    kernel.schedule_timer(timer as usize, generation, delay.saturating_add(late));
    ffi::BOOLEAN::from(was_set)
}

fn cancel(call: &Call<'_>, timer: ffi::PKTIMER) -> ffi::BOOLEAN {
    let named = Header::named(call, timer, &TIMERS);
    ffi::BOOLEAN::from(named.is_some() && call.kernel.cancel_timer(timer as usize))
}

fn read(call: &Call<'_>, timer: ffi::PKTIMER) -> ffi::BOOLEAN {
    let named = Header::named(call, timer, &TIMERS);
    named.map_or(ffi::FALSE, |timer| ffi::BOOLEAN::from(timer.is_signalled()))
}

impl Kernel {
    fn schedule_timer(&self, timer: usize, generation: u64, delay: u64) {
        let due = move || Self::running().timer_due(timer, generation);
        self.clock.schedule(delay, Event::Do(Box::new(due)));
    }

    /// Cancels a timer: whether it was set.
    fn cancel_timer(&self, timer: usize) -> bool {
        self.nt.timers.set.borrow_mut().remove(&timer).is_some()
    }

    /// The time of a timer has come: outside of coroutines.
    fn timer_due(&self, timer: usize, generation: u64) {
        let (dpc, period, device) = {
            let timers = self.nt.timers.set.borrow();
            match timers.get(&timer) {
                Some(set) if set.generation == generation => (set.dpc, set.period, set.device),
                _ => return,
            }
        };
        let lost = |rule, what: &str| self.violation_outside(rule, device, what);
        // SAFETY: the driver's memory, which has to stay while a timer in it is set.
        let header = unsafe { Header::of(timer as ffi::PKTIMER, &TIMERS) };
        let Some(header) = header else {
            self.cancel_timer(timer);
            return lost(
                Rule::BusyTimer,
                "a timer was overwritten or freed while it was set",
            );
        };
        if period == 0 {
            self.cancel_timer(timer);
        } else {
            self.schedule_timer(timer, generation, period);
        }
        self.signal(header);
        if dpc.is_null() {
            return;
        }
        // SAFETY: as above, for the DPC of a timer.
        if unsafe { is_initialised(dpc) } {
            // The arguments have no meaning.
            let arguments = [0xA5A5_A5A5usize; 2].map(|word| word as ffi::PVOID);
            let device = self.device_at(dpc as usize).or(device);
            self.insert_dpc(dpc, arguments.into(), device);
        } else {
            lost(
                Rule::BusyDpc,
                "the DPC of a timer was overwritten or freed while the timer was set",
            );
        }
    }

    /// How many timers of a device are set.
    pub(super) fn timers_of(&self, owner: usize) -> usize {
        let timers = self.nt.timers.set.borrow();
        let mine = |set: &&Set| set.device == Some(owner);
        timers.values().filter(mine).count()
    }

    /// Memory is freed: timers in it are set no more, nor such whose DPC lies in it.
    pub(super) fn timers_end(&self, memory: &Range<usize>, device: Option<usize>, what: &str) {
        let left: Vec<usize> = {
            let timers = self.nt.timers.set.borrow();
            let within = |&(&timer, set): &(&usize, &Set)| {
                memory.contains(&timer) || memory.contains(&(set.dpc as usize))
            };
            timers
                .iter()
                .filter(within)
                .map(|(&timer, _)| timer)
                .collect()
        };
        for timer in left {
            self.broken(
                Rule::BusyTimer,
                device,
                format!("{what} is freed while a timer in it, or whose DPC is in it, is set"),
            );
            self.cancel_timer(timer);
        }
    }
}
