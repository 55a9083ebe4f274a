//! The timers of device objects: their routines are called once a second while they are started.
//!
//! No page says whether they are called under a lock of the I/O manager's, which `IoStartTimer` and `IoStopTimer` acquire too; the page of
//! `IoStopTimer` says that it must not be called in one. So in some seconds they are, one after the other in one DPC, and in others each
//! has a DPC of its own and no lock keeps them apart. Who starts or stops a timer beneath a routine is reported in both.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use super::manager::IoManager;
use super::object::device::Device;
use crate::kernel::clock::Event;
use crate::kernel::job::Job;
use crate::kernel::level::DISPATCH_LEVEL;
use crate::kernel::lock::{Class, Held, Lock, NOBODY};
use crate::kernel::time::{SECOND, cost};
use crate::verifier::Role;

/// The I/O manager's lock of all timers.
static TIMERS: Class = Class {
    name: "I/O manager's timer lock",
    one: "I/O manager's timer lock",
    rank: 1,
    irql: DISPATCH_LEVEL,
};

/// The handle of an acquisition, which no callback has.
const HANDLE: usize = usize::MAX;
/// What who starts or stops a timer acquires: a part of the lock. A routine that is called without the lock is given a part of its own, by
/// which it is known, and keeps nobody waiting.
const SWITCH: usize = 0;

/// The whole lock, which keeps all parts away.
fn lock() -> Lock {
    Lock::all(&TIMERS, NOBODY)
}

/// The timer of a device object.
struct Timer {
    device: Rc<Device>,
    routine: ffi::IO_TIMER_ROUTINE,
    context: usize,
    started: Cell<bool>,
}

/// All timers of device objects, in the order of their making.
#[derive(Default)]
pub(crate) struct Timers {
    timers: RefCell<Vec<Rc<Timer>>>,
    /// The second that all of them have together runs.
    ticking: Cell<bool>,
}

impl Timers {
    fn of(&self, device: &Device) -> Option<Rc<Timer>> {
        let timers = self.timers.borrow();
        timers
            .iter()
            .find(|timer| std::ptr::eq(&raw const *timer.device, device))
            .cloned()
    }

    pub fn is_started(&self, device: &Device) -> bool {
        self.of(device).is_some_and(|timer| timer.started.get())
    }

    fn any_started(&self) -> bool {
        self.timers.borrow().iter().any(|timer| timer.started.get())
    }

    /// The device object is gone.
    pub fn forget(&self, device: &Device) {
        let mut timers = self.timers.borrow_mut();
        for timer in timers.iter() {
            if std::ptr::eq(&raw const *timer.device, device) {
                timer.started.set(false);
            }
        }
        timers.retain(|timer| !std::ptr::eq(&raw const *timer.device, device));
    }
}

impl IoManager<'_> {
    /// Gives a device its timer: `false` if it has one.
    pub fn add_timer(
        &self,
        device: &Rc<Device>,
        routine: ffi::IO_TIMER_ROUTINE,
        context: usize,
    ) -> bool {
        if self.io.timers.of(device).is_some() {
            return false;
        }
        self.io.timers.timers.borrow_mut().push(Rc::new(Timer {
            device: Rc::clone(device),
            routine,
            context,
            started: Cell::new(false),
        }));
        true
    }

    /// Whether the code may start or stop timers: it does not run beneath a timer routine, where it may wait for itself.
    pub fn may_switch_timers(&self, owner: usize) -> bool {
        self.kernel.check_order(Some(owner), lock())
    }

    /// Whether the code holds a spin lock of a driver's or the cancel spin lock. That of the timers is the I/O manager's own affair.
    pub fn holds_a_lock(&self) -> bool {
        let fiber = self.kernel.fiber();
        self.kernel.number_held(fiber) > usize::from(self.kernel.holds(lock()))
    }

    /// Starts or stops the timer of a device: `false` if it has none.
    pub fn switch_timer(&self, device: &Device, started: bool) -> bool {
        let Some(timer) = self.io.timers.of(device) else {
            return false;
        };
        self.kernel.charge(cost::LOCK);
        self.kernel
            .acquire(Lock::one(&TIMERS, NOBODY, SWITCH), HANDLE);
        timer.started.set(started);
        self.kernel.release(|held| held.lock.is_of(&TIMERS));
        if started && !self.io.timers.ticking.replace(true) {
            // Where in the second of the system the first call falls is open.
            self.schedule_tick(self.kernel.between(SECOND / 10, SECOND));
        }
        true
    }

    fn schedule_tick(&self, delay: u64) {
        let tick = Box::new(|| IoManager::running().tick());
        self.kernel.clock.schedule(delay, Event::Do(tick));
    }

    /// A second is over.
    fn tick(&self) {
        if !self.io.timers.any_started() {
            self.io.timers.ticking.set(false);
            return;
        }
        self.schedule_tick(SECOND);
        let timers = self.io.timers.timers.borrow().clone();
        let started = timers.into_iter().filter(|timer| timer.started.get());
        if self.kernel.chance(2) {
            let timers: Vec<_> = started.collect();
            self.kernel.make_ready(Job::dpc(move || {
                IoManager::running().kernel.acquire(lock(), HANDLE);
                for timer in &timers {
                    timer.call();
                }
                IoManager::running()
                    .kernel
                    .release(|held| held.lock.is_of(&TIMERS));
            }));
            return;
        }
        for (number, timer) in started.enumerate() {
            self.kernel.make_ready(Job::dpc(move || {
                let kernel = IoManager::running().kernel;
                kernel.hold(Held {
                    fiber: kernel.fiber().id,
                    lock: Lock::one(&TIMERS, NOBODY, SWITCH + 1 + number),
                    old_irql: DISPATCH_LEVEL,
                    handle: HANDLE,
                });
                timer.call();
                IoManager::running()
                    .kernel
                    .release(|held| held.lock.is_of(&TIMERS));
            }));
        }
    }
}

impl Timer {
    /// Calls the routine, if the timer was not stopped in the meantime.
    fn call(&self) {
        if !self.started.get() {
            return;
        }
        let (device, context) = (self.device.raw(), self.context as ffi::PVOID);
        // SAFETY: the driver registered the routine; the device is there while its timer is started.
        let call = || unsafe { (self.routine)(device, context) };
        let owner = Some(self.device.owner);
        let kernel = IoManager::running().kernel;
        kernel.callback(owner, Role::IoTimer, call);
    }
}
