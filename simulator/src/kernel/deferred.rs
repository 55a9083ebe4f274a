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

/// A worker: the work that waits, and how much of its work runs, which may be several at a time.
#[derive(Default)]
struct Worker {
    queued: Option<Work>,
    running: u32,
}

/// A timer. It is set while it has a routine.
#[derive(Default)]
struct Timer {
    set: Option<TimerRoutine>,
    generation: u64,
    /// Repeats after so many nanoseconds; 0 for never.
    period: u64,
    running: bool,
    /// It ran out while its routine was running: callbacks of one timer do not overlap.
    due: bool,
}

/// An object that its owner has left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    Dpc,
    Worker,
    Timer,
}

/// What an object was doing when it was left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// It is queued or set.
    Waiting,
    /// Its routine is running.
    Running,
    /// It exists.
    Idle,
}

/// The deferred objects of an adapter or a device.
#[derive(Default)]
pub(crate) struct Deferred {
    dpcs: RefCell<FastMap<usize, Dpc>>,
    workers: RefCell<FastMap<usize, Worker>>,
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
        self.workers.borrow_mut().insert(address, Worker::default());
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
        if worker.queued.is_some() {
            return Some(false);
        }
        worker.queued = Some(Box::new(work));
        let this = self.begin();
        kernel.make_ready(Job {
            latency: cost::WORK_ITEM,
            ..Job::new(super::level::PASSIVE_LEVEL, move || {
                let work = this
                    .workers
                    .borrow_mut()
                    .get_mut(&address)
                    .and_then(|worker| {
                        worker.running += 1;
                        worker.queued.take()
                    });
                if let Some(work) = work {
                    work();
                }
                if let Some(worker) = this.workers.borrow_mut().get_mut(&address) {
                    worker.running -= 1;
                }
                this.end();
            })
        });
        Some(true)
    }

    /// Forgets a worker: `None` if there is none, `Some(false)` if it has work and so stays.
    pub fn remove_worker(&self, address: usize) -> Option<bool> {
        let mut workers = self.workers.borrow_mut();
        if workers.get(&address)?.queued.is_some() {
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
            timer.due = false;
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
        let mut timers = self.timers.borrow_mut();
        let Some(timer) = timers.get_mut(&address) else {
            return;
        };
        if timer.generation != generation || timer.set.is_none() {
            return;
        }
        if timer.period != 0 {
            self.schedule(kernel, address, generation, timer.period);
        }
        if timer.running {
            timer.due = true;
            return;
        }
        drop(timers);
        self.make_ready_timer(kernel, address, generation);
    }

    fn make_ready_timer(self: &Rc<Self>, kernel: &Kernel, address: usize, generation: u64) {
        let this = self.begin();
        kernel.make_ready(Job::dpc(move || {
            this.run_timer(address, generation);
            this.end();
        }));
    }

    fn run_timer(self: &Rc<Self>, address: usize, generation: u64) {
        let routine = {
            let mut timers = self.timers.borrow_mut();
            let Some(timer) = timers.get_mut(&address) else {
                return;
            };
            // Cancelled, or requested anew, in the meantime.
            if timer.generation != generation {
                return;
            }
            if timer.running {
                timer.due = true;
                return;
            }
            let routine = if timer.period == 0 {
                timer.set.take()
            } else {
                timer.set.clone()
            };
            timer.running = routine.is_some();
            routine
        };
        let Some(routine) = routine else { return };
        routine();
        let again = self
            .timers
            .borrow_mut()
            .get_mut(&address)
            .and_then(|timer| {
                timer.running = false;
                std::mem::take(&mut timer.due).then_some(timer.generation)
            });
        if let Some(generation) = again {
            self.make_ready_timer(Kernel::running(), address, generation);
        }
    }

    /// Whether the timer was set; `None` if there is no such timer.
    pub fn cancel_timer(&self, address: usize) -> Option<bool> {
        let mut timers = self.timers.borrow_mut();
        let timer = timers.get_mut(&address)?;
        timer.generation += 1;
        timer.period = 0;
        timer.due = false;
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

    /// The end of the owner: the objects that it has left behind, by their address. Nothing of them runs any more.
    pub fn clear(&self) -> Vec<(usize, Object, Left)> {
        let state = |running: bool, waiting: bool| match (running, waiting) {
            (true, _) => Left::Running,
            (false, true) => Left::Waiting,
            (false, false) => Left::Idle,
        };
        let dpcs = self.dpcs.take().into_iter();
        let workers = self.workers.take().into_iter();
        let timers = self.timers.take().into_iter();
        let mut left: Vec<_> = dpcs
            .map(|(at, dpc)| (at, Object::Dpc, state(dpc.running, dpc.queued)))
            .chain(workers.map(|(at, worker)| {
                let left = state(worker.running != 0, worker.queued.is_some());
                (at, Object::Worker, left)
            }))
            .chain(timers.map(|(at, timer)| {
                let left = state(timer.running, timer.set.is_some() || timer.due);
                (at, Object::Timer, left)
            }))
            .collect();
        left.sort_unstable_by_key(|&(at, ..)| at);
        left
    }
}
