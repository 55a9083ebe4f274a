//! DPCs, work items and timers: the objects of one adapter or device, by their address, and their queues.
//!
//! What an object runs is handed down when it is made, queued or set; whose callback it is, its owner knows.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::clock::Event;
use super::core::Kernel;
use super::job::{Job, Work};
use super::map::FastMap;
use super::time::cost;

/// The routine of a DPC, with the two arguments of its request.
pub(crate) type DpcRoutine = Rc<dyn Fn((usize, usize))>;
/// The routine of a timer.
pub(crate) type TimerRoutine = Rc<dyn Fn()>;

/// A DPC.
struct Dpc {
    routine: DpcRoutine,
    queued: bool,
    running: bool,
    arguments: (usize, usize),
}

/// A timer. It is set while it has a routine.
#[derive(Default)]
struct Timer {
    set: Option<TimerRoutine>,
    generation: u64,
    /// Repeats after so many nanoseconds; 0 for never.
    period: u64,
}

/// The deferred objects of an adapter or a device.
#[derive(Default)]
pub(crate) struct Deferred {
    dpcs: RefCell<FastMap<usize, Dpc>>,
    workers: RefCell<FastMap<usize, Option<Work>>>,
    timers: RefCell<FastMap<usize, Timer>>,
    /// DPCs run where they were asked for.
    pub dpc_here: Cell<bool>,
    /// How much is queued or runs.
    pub pending: Cell<u64>,
}

impl Deferred {
    /// Makes a DPC; `false` if there is one that is queued or runs.
    pub fn add_dpc(&self, address: usize, routine: DpcRoutine) -> bool {
        let mut dpcs = self.dpcs.borrow_mut();
        let busy = |dpc: &Dpc| dpc.queued || dpc.running;
        if dpcs.get(&address).is_some_and(busy) {
            return false;
        }
        dpcs.insert(
            address,
            Dpc {
                routine,
                queued: false,
                running: false,
                arguments: (0, 0),
            },
        );
        true
    }

    pub fn has_dpc(&self, address: usize) -> bool {
        self.dpcs.borrow().contains_key(&address)
    }

    /// Queues a DPC: `None` if it is unknown, `Some(false)` if it is queued already.
    pub fn queue_dpc(
        self: &Rc<Self>,
        kernel: &Kernel,
        address: usize,
        arguments: (usize, usize),
    ) -> Option<bool> {
        let mut dpcs = self.dpcs.borrow_mut();
        let dpc = dpcs.get_mut(&address)?;
        if dpc.queued {
            return Some(false);
        }
        dpc.queued = true;
        dpc.arguments = arguments;
        // While the routine runs it is not started again: `run_dpc` makes it ready when it is over.
        if !dpc.running {
            self.make_ready_dpc(kernel, address);
        }
        Some(true)
    }

    /// Takes a DPC out of its queue: whether it was there. `None` if it is unknown.
    pub fn cancel_dpc(&self, address: usize) -> Option<bool> {
        let mut dpcs = self.dpcs.borrow_mut();
        let dpc = dpcs.get_mut(&address)?;
        Some(std::mem::replace(&mut dpc.queued, false))
    }

    fn make_ready_dpc(self: &Rc<Self>, kernel: &Kernel, address: usize) {
        let here = self.dpc_here.get();
        let processor = here.then(|| kernel.fiber().processor.get());
        let this = self.begin();
        kernel.make_ready(Job::dpc(move || this.run_dpc(address)).on(processor));
    }

    fn run_dpc(self: &Rc<Self>, address: usize) {
        let taken = self.dpcs.borrow_mut().get_mut(&address).and_then(|dpc| {
            // Cancelled in the meantime.
            if !dpc.queued {
                return None;
            }
            dpc.queued = false;
            dpc.running = true;
            Some((Rc::clone(&dpc.routine), dpc.arguments))
        });
        if let Some((routine, arguments)) = taken {
            routine(arguments);
            let again = self.dpcs.borrow_mut().get_mut(&address).is_some_and(|dpc| {
                dpc.running = false;
                dpc.queued
            });
            if again {
                self.make_ready_dpc(Kernel::running(), address);
            }
        }
        self.end();
    }

    pub fn add_worker(&self, address: usize) {
        self.workers.borrow_mut().insert(address, None);
    }

    /// Queues work: `None` if there is no such worker, `Some(false)` if it has some already.
    pub fn queue_work(
        self: &Rc<Self>,
        kernel: &Kernel,
        address: usize,
        work: impl FnOnce() + 'static,
    ) -> Option<bool> {
        let mut workers = self.workers.borrow_mut();
        let worker = workers.get_mut(&address)?;
        if worker.is_some() {
            return Some(false);
        }
        *worker = Some(Box::new(work));
        let this = self.begin();
        kernel.make_ready(Job {
            latency: cost::WORK_ITEM,
            ..Job::new(super::level::PASSIVE_LEVEL, move || {
                let mut workers = this.workers.borrow_mut();
                let work = workers.get_mut(&address).and_then(Option::take);
                drop(workers);
                if let Some(work) = work {
                    work();
                }
                this.end();
            })
        });
        Some(true)
    }

    /// Forgets a worker: `None` if there is none, `Some(false)` if it has work and so stays.
    pub fn remove_worker(&self, address: usize) -> Option<bool> {
        let mut workers = self.workers.borrow_mut();
        if workers.get(&address)?.is_some() {
            return Some(false);
        }
        workers.remove(&address);
        Some(true)
    }

    pub fn add_timer(&self, address: usize) {
        self.timers.borrow_mut().insert(address, Timer::default());
    }

    /// Whether a timer is set; `None` if there is none.
    pub fn is_set(&self, address: usize) -> Option<bool> {
        Some(self.timers.borrow().get(&address)?.set.is_some())
    }

    /// Sets a timer, which exists: `due` nanoseconds from now, then every `period` if that is not 0.
    pub fn set_timer(
        self: &Rc<Self>,
        kernel: &Kernel,
        address: usize,
        routine: TimerRoutine,
        (due, period): (u64, u64),
    ) {
        if let Some(timer) = self.timers.borrow_mut().get_mut(&address) {
            timer.set = Some(routine);
            timer.generation += 1;
            timer.period = period;
            self.schedule(kernel, address, timer.generation, due);
        }
    }

    fn schedule(self: &Rc<Self>, kernel: &Kernel, address: usize, generation: u64, due: u64) {
        let this = Rc::clone(self);
        let event = Event::Do(Box::new(move || this.timer_due(address, generation)));
        kernel.clock.schedule(due, event);
    }

    fn timer_due(self: &Rc<Self>, address: usize, generation: u64) {
        let kernel = Kernel::running();
        match self.timers.borrow().get(&address) {
            Some(timer) if timer.generation == generation && timer.set.is_some() => {
                if timer.period != 0 {
                    self.schedule(kernel, address, generation, timer.period);
                }
            }
            _ => return,
        }
        let this = self.begin();
        kernel.make_ready(Job::dpc(move || {
            let mut timers = this.timers.borrow_mut();
            let routine = timers.get_mut(&address).and_then(|timer| {
                if timer.period == 0 {
                    timer.set.take()
                } else {
                    timer.set.clone()
                }
            });
            drop(timers);
            if let Some(routine) = routine {
                routine();
            }
            this.end();
        }));
    }

    /// Whether the timer was set; `None` if there is no such timer.
    pub fn cancel_timer(&self, address: usize) -> Option<bool> {
        let mut timers = self.timers.borrow_mut();
        let timer = timers.get_mut(&address)?;
        timer.generation += 1;
        timer.period = 0;
        Some(timer.set.take().is_some())
    }

    /// Forgets a timer: whether it was set. `None` if there is no such timer.
    pub fn remove_timer(&self, address: usize) -> Option<bool> {
        Some(self.timers.borrow_mut().remove(&address)?.set.is_some())
    }

    /// Something is queued: counted until it has run.
    fn begin(self: &Rc<Self>) -> Rc<Self> {
        self.pending.set(self.pending.get() + 1);
        Rc::clone(self)
    }

    fn end(&self) {
        self.pending.set(self.pending.get() - 1);
    }

    /// The end of the owner: how many workers and timers there still were. Nothing of them runs any more.
    pub fn clear(&self) -> (usize, usize) {
        (self.workers.take().len(), self.timers.take().len())
    }
}
