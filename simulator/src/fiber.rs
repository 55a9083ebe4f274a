//! Coroutines: every callback runs on a stack of its own, so that any routine of Storport can suspend it.
//!
//! A coroutine whose job is done waits for its next one: starting a callback costs two stack switches and no allocation.

use std::cell::{Cell, RefCell, UnsafeCell};
use std::ptr;

use corosensei::{Coroutine, CoroutineResult, Yielder};

use crate::callback::Frame;
use crate::job::Job;
use crate::machine::core::Core;
use crate::processor::Held;

/// Why a coroutine gave control back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Its job is done.
    Finished,
    /// Something else runs first.
    Preempted,
    /// It waits for a lock that is held.
    Waiting,
    /// It sleeps until an event wakes it.
    Sleeping,
    /// It never goes on: a bug check.
    Dead,
}

/// A coroutine and the state of the simulated thread that it runs.
pub(crate) struct Fiber {
    pub id: usize,
    coroutine: UnsafeCell<Option<Coroutine<(), Stop, ()>>>,
    yielder: Cell<*const Yielder<(), Stop>>,
    job: Cell<Option<Job>>,
    pub stop: Cell<Stop>,
    pub irql: Cell<u8>,
    pub processor: Cell<usize>,
    /// Virtual time that it used itself.
    pub consumed: Cell<u64>,
    /// How often its job accessed a register.
    pub accesses: Cell<u32>,
    pub held: RefCell<Vec<Held>>,
    pub frames: RefCell<Vec<Frame>>,
}

impl Fiber {
    /// A coroutine that runs one job after another for `core`, which must outlive it and not move.
    pub fn new(core: *const Core, id: usize) -> Box<Self> {
        let mut fiber = Box::new(Self {
            id,
            // Made below, once the address of the fiber is known.
            coroutine: UnsafeCell::new(None),
            yielder: Cell::new(ptr::null()),
            job: Cell::new(None),
            stop: Cell::new(Stop::Finished),
            irql: Cell::new(0),
            processor: Cell::new(0),
            consumed: Cell::new(0),
            accesses: Cell::new(0),
            held: RefCell::new(Vec::new()),
            frames: RefCell::new(Vec::new()),
        });
        let this: *const Self = &raw const *fiber;
        let body = Coroutine::new(move |yielder, ()| {
            // SAFETY: the fiber is boxed and owns the coroutine; `Core` owns the fiber and is in an `Rc`.
            let (this, core) = unsafe { (&*this, &*core) };
            this.yielder.set(ptr::from_ref(yielder));
            loop {
                if let Some(job) = this.job.take() {
                    job.run(core);
                }
                yielder.suspend(Stop::Finished);
            }
        });
        *fiber.coroutine.get_mut() = Some(body);
        fiber
    }

    pub fn assign(&self, job: Job) {
        self.job.set(Some(job));
    }

    /// Runs the coroutine until it stops.
    ///
    /// # Safety
    ///
    /// It is not running and not dead.
    pub unsafe fn resume(&self) -> Stop {
        // SAFETY: only the scheduler resumes, never a running coroutine, so this is the only reference.
        let coroutine = unsafe { &mut *self.coroutine.get() };
        let stop = match coroutine.as_mut().map(|coroutine| coroutine.resume(())) {
            Some(CoroutineResult::Yield(stop)) => stop,
            Some(CoroutineResult::Return(())) | None => Stop::Dead,
        };
        self.stop.set(stop);
        stop
    }

    /// Suspends the coroutine, which is the one that runs.
    pub fn suspend(&self, stop: Stop) {
        // SAFETY: set when the coroutine started; it lives on the stack of the running coroutine.
        unsafe { (*self.yielder.get()).suspend(stop) };
    }
}

impl Drop for Fiber {
    fn drop(&mut self) {
        // Frames of the driver must not be unwound, and those of finished jobs hold nothing: forget the stack.
        if let Some(coroutine) = self.coroutine.get_mut() {
            // SAFETY: what a stopped callback leaves on its stack is leaked, which is allowed.
            unsafe { coroutine.force_reset() };
        }
    }
}
