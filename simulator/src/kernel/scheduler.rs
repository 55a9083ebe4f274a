//! The scheduler: decides, by the seed, what runs next on which processor, and runs it.
//!
//! Everything of a machine runs on one thread. A step is one of: fire the event that is due, complete a request to its
//! sender, start a callback on a processor whose IRQL is lower, or go on with a coroutine that was suspended.

use std::cell::Cell;
use std::rc::Rc;

use super::choice::Choice;
use super::clock::Event;
use super::core::{Entered, Kernel};
use super::fiber::{Fiber, Stop};
use super::job::Job;
use super::level::{DISPATCH_LEVEL, HIGH_LEVEL};
use super::time::limit;
use crate::verifier::Rule;

/// How often in turn code that spins is interrupted at most, for handlers that leave their line raised.
const INTERRUPTED: u32 = 256;
/// How long a thread does not go on at most, in nanoseconds.
const DELAY: u64 = 10_000_000;

impl Kernel {
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
                    .processor
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
        let _entered = Entered::new(self, None);
        self.poll_devices();
        let mut quiet = 0u64;
        let mut since = self.clock.now();
        let mut requests = self.answered.get();
        while !done() {
            if self.was_called_elsewhere() {
                return false;
            }
            if !self.step() {
                return done();
            }
            quiet += 1;
            if quiet >= self.settings.patience {
                let passed = self.clock.now() - since;
                if requests == self.answered.get() && passed / quiet < limit::STEP {
                    let history = self.pulse.history();
                    self.violation_of_last(
                        Rule::Livelock,
                        format!(
                            "{quiet} steps without a request that completes; the last: {history}"
                        ),
                    );
                    self.halted.set(true);
                    return false;
                }
                requests = self.answered.get();
                quiet = 0;
                since = self.clock.now();
            }
        }
        true
    }

    fn put_on(&self, fiber: usize, processor: usize) {
        self.fiber_at(fiber).processor.set(processor);
        self.processors.borrow_mut()[processor].push(fiber);
        self.active.set(self.active.get() + 1);
    }

    fn start(&self, job: Job, processor: usize) {
        self.clock.pass(job.latency);
        let id = self.free_fiber();
        self.fiber_at(id).assign(job);
        self.put_on(id, processor);
        self.go_on(id);
    }

    fn go_on(&self, id: usize) {
        let fiber = self.fiber_at(id);
        let stop = {
            let _entered = Entered::new(self, Some(fiber));
            self.note_going_on(fiber);
            self.pulse.turn();
            // SAFETY: the scheduler runs outside of coroutines, and a dead one is never chosen: the machine is halted.
            unsafe { fiber.resume() }
        };
        self.pulse.turn();
        match stop {
            Stop::Finished => {
                self.leave(fiber);
                self.idle_fibers.borrow_mut().push(id);
            }
            Stop::Sleeping => {
                self.leave(fiber);
                self.sleeping.set(self.sleeping.get() + 1);
            }
            Stop::Blocked | Stop::Ended => self.leave(fiber),
            Stop::Preempted | Stop::Waiting => {}
            Stop::Dead => self.halted.set(true),
        }
    }

    fn leave(&self, fiber: &Fiber) {
        let popped = self.processors.borrow_mut()[fiber.processor.get()].pop();
        debug_assert_eq!(popped, Some(fiber.id));
        self.active.set(self.active.get() - 1);
    }

    /// Moves time to the next event and lets it happen.
    fn fire(&self) {
        let Some(event) = self.clock.take_next() else {
            return;
        };
        match event {
            Event::Wake(fiber) => {
                self.sleeping.set(self.sleeping.get() - 1);
                self.awake.borrow_mut().push(fiber);
            }
            Event::Do(work) => work(),
        }
    }

    /// Finishes one thing, outside of coroutines.
    fn complete_next(&self) {
        let next = {
            let mut completions = self.completions.borrow_mut();
            // Mostly in order, sometimes not.
            let index = if completions.len() > 1 && self.chance(4) {
                self.below(completions.len())
            } else {
                0
            };
            completions.swap_remove_front(index)
        };
        if let Some(work) = next {
            work();
        }
    }

    /// Runs `task` on a coroutine at `irql` and waits for it: `None` if it never ends (a bug check, a deadlock).
    pub fn perform<R: 'static>(&self, irql: u8, task: impl FnOnce() -> R + 'static) -> Option<R> {
        let result = Rc::new(Cell::new(None));
        let slot = Rc::clone(&result);
        let done = Rc::new(Cell::new(false));
        let flag = Rc::clone(&done);
        self.make_ready(Job::new(irql, move || {
            slot.set(Some(task()));
            flag.set(true);
        }));
        self.run_until(|| done.get());
        result.take()
    }

    /// Runs `task` at `HIGH_LEVEL` while everything else stands still: what ran stays where it is, with its locks. `None` if it never ends.
    pub fn perform_frozen<R: 'static>(&self, task: impl FnOnce() -> R + 'static) -> Option<R> {
        let result = Rc::new(Cell::new(None));
        let slot = Rc::clone(&result);
        let job = Job::new(HIGH_LEVEL, move || slot.set(Some(task())));
        let _entered = Entered::new(self, None);
        let was_frozen = self.frozen.replace(true);
        self.start(job, self.below(self.settings.processors));
        self.frozen.set(was_frozen);
        result.take()
    }

    /// Whether a callback of `owner` has been suspended in the middle while it holds a lock.
    pub fn is_inside_with_lock(&self, owner: usize) -> bool {
        self.processors.borrow().iter().flatten().any(|&id| {
            let fiber = self.fiber_at(id);
            let inside = fiber
                .frames
                .borrow()
                .iter()
                .any(|frame| frame.adapter == Some(owner));
            inside && self.number_held(fiber) != 0
        })
    }

    /// Whether a callback of `owner` has been suspended in the middle.
    pub fn is_inside(&self, owner: usize) -> bool {
        self.processors.borrow().iter().flatten().any(|&id| {
            let frames = self.fiber_at(id).frames.borrow();
            frames.iter().any(|frame| frame.adapter == Some(owner))
        })
    }

    /// Suspends the running coroutine for a while (`PASSIVE_LEVEL`).
    pub fn sleep(&self, nanoseconds: u64) {
        let fiber = self.fiber();
        fiber.calls.set(0);
        self.clock.schedule(nanoseconds, Event::Wake(fiber.id));
        fiber.suspend(Stop::Sleeping);
    }

    /// Whether the running code may wait: nothing that it keeps others from lets them wait with it.
    pub fn may_block(&self) -> bool {
        self.fiber().irql.get() < DISPATCH_LEVEL
    }

    /// Suspends the running coroutine until it is woken. What waits like this is no work to be done.
    pub fn block(&self) {
        self.fiber().calls.set(0);
        self.fiber().suspend(Stop::Blocked);
    }

    /// Lets a coroutine go on that waits.
    pub fn wake(&self, fiber: usize) {
        self.awake.borrow_mut().push(fiber);
    }

    /// Spins for a while: devices work meanwhile, and what may interrupt the code does.
    pub fn stall(&self, nanoseconds: u64) {
        let fiber = self.fiber();
        let end = self.clock.now().saturating_add(nanoseconds);
        while let now = self.clock.now()
            && now < end
        {
            // Nothing keeps an interrupt that is pending from the processor.
            let mut looks = 0;
            while !self.frozen.get() && looks < INTERRUPTED && self.is_interrupted() {
                fiber.suspend(Stop::Preempted);
                looks += 1;
            }
            let next = self.clock.next().unwrap_or(u64::MAX);
            let now = self.clock.now();
            self.clock.pass(next.clamp(now, end.max(now)) - now);
            if self.frozen.get() {
                // Devices work on. What else is due becomes ready, and stays so.
                while self.clock.is_due() {
                    self.fire();
                }
            } else if self.clock.is_due() {
                fiber.suspend(Stop::Preempted);
            }
        }
        fiber.consumed.set(fiber.consumed.get() + nanoseconds);
    }

    /// Whether an interrupt is pending that interrupts the running code.
    fn is_interrupted(&self) -> bool {
        let fiber = self.fiber();
        fiber.irql.get() <= DISPATCH_LEVEL
            && self.ready.borrow().has_interrupt(fiber.processor.get())
    }

    /// A place where something else may run first.
    #[inline]
    pub fn preemption_point(&self) {
        if self.frozen.get() {
            return;
        }
        if self.happens(self.settings.preemption) {
            self.preempt();
        }
    }

    /// Something else may run first.
    pub fn preempt(&self) {
        if self.frozen.get() {
            return;
        }
        if self.may_block() && self.happens(self.settings.delays) {
            self.sleep(self.between(1, DELAY));
        } else {
            self.fiber().suspend(Stop::Preempted);
        }
    }

    /// Whether something happens that happens in so many of 100 cases.
    #[inline]
    fn happens(&self, percent: u8) -> bool {
        percent != 0 && self.below(100) < usize::from(percent)
    }
}
