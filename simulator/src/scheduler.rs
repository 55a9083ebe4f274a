//! The scheduler: decides, by the seed, what runs next on which processor, and runs it.
//!
//! Everything of a machine runs on one thread. A step is one of: fire the event that is due, complete a request to its
//! sender, start a callback on a processor whose IRQL is lower, or go on with a coroutine that was suspended.

use std::rc::Rc;

use crate::adapter::state::AdapterState;
use crate::fiber::{Fiber, Stop};
use crate::job::Job;
use crate::machine::core::{Core, Entered};
use crate::processor::Lock;
use crate::ready::Choice;
use crate::time::{Event, cost};
use crate::verifier::Rule;

impl Core {
    /// Makes a job ready.
    pub fn make_ready(&self, job: Job) {
        self.ready.borrow_mut().push(job);
    }

    /// Whether anything can run without time moving on.
    pub fn has_runnable(&self) -> bool {
        !self.ready.borrow().is_empty()
            || !self.completions.borrow().is_empty()
            || self.active.get() != 0
            || !self.awake.borrow().is_empty()
    }

    /// Whether anything runs or sleeps.
    pub fn has_work(&self) -> bool {
        self.has_runnable() || self.sleeping.get() != 0
    }

    /// Does one thing; `false` if there is nothing to do, ever.
    pub fn step(&self) -> bool {
        if self.halted.get() {
            return false;
        }
        if self.clock.is_due() {
            self.fire();
            return true;
        }
        let ready = self.ready.borrow().len();
        if !self.completions.borrow().is_empty() && (ready == 0 || self.chance(2)) {
            self.complete_next();
            return true;
        }
        if self.active.get() == 0 && self.awake.borrow().is_empty() {
            if ready != 0 {
                let index = self.below(ready);
                let job = self.ready.borrow_mut().take_any(index);
                let processor = job
                    .processor()
                    .unwrap_or_else(|| self.below(self.settings.processors));
                self.start(job, processor);
                return true;
            }
        } else if let Some(choice) = self.choose() {
            match choice {
                Choice::Resume(fiber) => self.go_on(fiber),
                Choice::Wake(fiber, processor) => {
                    self.awake.borrow_mut().retain(|&awake| awake != fiber);
                    self.put_on(fiber, processor);
                    self.go_on(fiber);
                }
                Choice::Start(place, processor) => {
                    let job = self.ready.borrow_mut().take(place);
                    self.start(job, processor);
                }
            }
            return true;
        }
        if self.clock.next().is_some() && !self.halted.get() {
            self.fire();
            return true;
        }
        false
    }

    /// Does things until `done`; `false` if there is nothing more to do and it is not.
    pub fn run_until(&self, mut done: impl FnMut() -> bool) -> bool {
        self.poll_devices();
        let mut quiet = 0u64;
        let mut requests = self.completed_requests.get();
        while !done() {
            if !self.step() {
                return done();
            }
            quiet += 1;
            if quiet >= self.settings.patience {
                if requests == self.completed_requests.get() {
                    self.violation_outside(
                        Rule::Livelock,
                        None,
                        format!("{quiet} steps without a request that completes"),
                    );
                    self.halted.set(true);
                    return false;
                }
                requests = self.completed_requests.get();
                quiet = 0;
            }
        }
        true
    }

    fn put_on(&self, fiber: usize, processor: usize) {
        self.fiber_at(fiber).processor.set(processor);
        self.processors.borrow_mut()[processor].stack.push(fiber);
        self.active.set(self.active.get() + 1);
    }

    fn start(&self, job: Job, processor: usize) {
        self.clock.pass(match job {
            Job::Interrupt { .. } => cost::INTERRUPT,
            Job::Work { .. } => cost::WORK_ITEM,
            Job::Dpc { .. } | Job::Timer { .. } | Job::TimerEx { .. } => cost::DPC,
            _ => 0,
        });
        let id = self.free_fiber();
        let fiber = self.fiber_at(id);
        fiber.irql.set(job.irql());
        fiber.consumed.set(0);
        fiber.accesses.set(0);
        fiber.assign(job);
        self.put_on(id, processor);
        self.go_on(id);
    }

    fn go_on(&self, id: usize) {
        let fiber = self.fiber_at(id);
        let stop = {
            let _entered = Entered::new(self, fiber);
            // SAFETY: the scheduler runs outside of coroutines, and a dead one is never chosen: the machine is halted.
            unsafe { fiber.resume() }
        };
        match stop {
            Stop::Finished => {
                self.leave(fiber);
                self.idle_fibers.borrow_mut().push(id);
            }
            Stop::Sleeping => {
                self.leave(fiber);
                self.sleeping.set(self.sleeping.get() + 1);
            }
            Stop::Preempted | Stop::Waiting => {}
            Stop::Dead => self.halted.set(true),
        }
    }

    fn leave(&self, fiber: &Fiber) {
        let popped = self.processors.borrow_mut()[fiber.processor.get()]
            .stack
            .pop();
        debug_assert_eq!(popped, Some(fiber.id));
        self.active.set(self.active.get() - 1);
    }

    /// Moves time to the next event and lets it happen.
    fn fire(&self) {
        let Some(event) = self.clock.take_next() else {
            return;
        };
        match event {
            Event::Wake { fiber } => {
                self.sleeping.set(self.sleeping.get() - 1);
                self.awake.borrow_mut().push(fiber);
            }
            Event::Timer {
                adapter,
                generation,
            } => self.on_adapter(adapter, |core, adapter| core.timer_due(adapter, generation)),
            Event::TimerEx {
                adapter,
                timer,
                generation,
            } => {
                self.on_adapter(adapter, |core, adapter| {
                    core.timer_ex_due(adapter, timer, generation);
                });
            }
            Event::Device { adapter, at } => {
                self.on_adapter(adapter, |core, adapter| core.device_due(adapter, at));
            }
            Event::Watchdog { adapter } => self.on_adapter(adapter, Self::watch),
            Event::Retry {
                adapter,
                request,
                generation,
            } => {
                self.on_adapter(adapter, |core, adapter| {
                    core.retry(adapter, request, generation);
                });
            }
            Event::Resume {
                adapter,
                unit,
                generation,
            } => {
                self.on_adapter(adapter, |core, adapter| {
                    core.pause_over(adapter, unit, generation);
                });
            }
        }
    }

    fn on_adapter(&self, number: usize, what: impl FnOnce(&Self, &Rc<AdapterState>)) {
        if let Some(adapter) = self.adapter(number) {
            what(self, &adapter);
        }
    }

    /// Suspends the running coroutine for a while (`PASSIVE_LEVEL`).
    pub fn sleep(&self, nanoseconds: u64) {
        let fiber = self.fiber();
        self.clock
            .schedule(nanoseconds, Event::Wake { fiber: fiber.id });
        fiber.suspend(Stop::Sleeping);
    }

    /// Spins for a while: devices work meanwhile, and what may interrupt the code does.
    pub fn stall(&self, nanoseconds: u64) {
        let fiber = self.fiber();
        let end = self.clock.now().saturating_add(nanoseconds);
        while let now = self.clock.now()
            && now < end
        {
            let next = self.clock.next().unwrap_or(u64::MAX).clamp(now, end);
            self.clock.pass(next - now);
            if self.clock.is_due() {
                fiber.suspend(Stop::Preempted);
            }
        }
        fiber.consumed.set(fiber.consumed.get() + nanoseconds);
    }

    /// A place where something else may run first.
    #[inline]
    pub fn preemption_point(&self) {
        if self.settings.preemption != 0 && self.below(100) < usize::from(self.settings.preemption)
        {
            self.fiber().suspend(Stop::Preempted);
        }
    }

    #[cold]
    pub fn report_deadlock(&self) {
        let waits: Vec<(usize, Lock)> = self.waits.borrow().values().copied().collect();
        let names: Vec<_> = waits
            .iter()
            .map(|(adapter, lock)| format!("the {} of adapter {adapter}", lock.name()))
            .collect();
        self.violation_outside(
            Rule::Deadlock,
            waits.first().map(|wait| wait.0),
            format!("everything waits for {}", names.join(" and ")),
        );
    }
}
