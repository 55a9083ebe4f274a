//! Coroutines: every callback runs on a stack of its own, so that any routine of Storport can suspend it.
//!
//! A coroutine whose job is done waits for its next one: starting a callback costs two stack switches and no allocation.

use std::cell::{Cell, RefCell, UnsafeCell};
use std::ptr;

use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::job::{Job, Work};
use super::lock::Lock;
use super::time::limit;
use crate::verifier::StackFrame;

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
    /// It waits for an object, until somebody wakes it.
    Blocked,
    /// It ended in the middle of its job, and its stack is left as it is.
    Ended,
    /// It never goes on: a bug check.
    Dead,
}

/// A coroutine and the state of the simulated thread that it runs.
pub(crate) struct Fiber {
    pub id: usize,
    coroutine: UnsafeCell<Option<Coroutine<(), Stop, ()>>>,
    yielder: Cell<*const Yielder<(), Stop>>,
    work: Cell<Option<Work>>,
    pub stop: Cell<Stop>,
    pub irql: Cell<u8>,
    pub processor: Cell<usize>,
    /// Virtual time that it used itself.
    pub consumed: Cell<u64>,
    /// How often its job accessed a register.
    pub accesses: Cell<u32>,
    /// How often its outermost callback called a routine.
    pub calls: Cell<u32>,
    /// The lock that it waits for.
    pub waits: Cell<Option<Lock>>,
    /// How it raised its IRQL itself: from, to.
    pub raised: RefCell<Vec<(u8, u8)>>,
    /// The routine that runs was called by an image.
    pub by_image: Cell<bool>,
    /// Critical regions that it is in.
    pub regions: Cell<u32>,
    /// The system thread that it runs, by the address of its object; 0 for none.
    pub thread: Cell<usize>,
    /// It may allocate no pool: why.
    pub no_pool: Cell<Option<&'static str>>,
    /// The last pool that the running callback has allocated: the routine and the bytes.
    pub allocated: Cell<Option<(&'static str, usize)>>,
    /// The callbacks that run, the innermost last.
    pub frames: RefCell<Vec<StackFrame>>,
}

impl Fiber {
    /// A coroutine that runs one job after another.
    pub fn new(id: usize) -> Box<Self> {
        let mut fiber = Box::new(Self {
            id,
            // Made below, once the address of the fiber is known.
            coroutine: UnsafeCell::new(None),
            yielder: Cell::new(ptr::null()),
            work: Cell::new(None),
            stop: Cell::new(Stop::Finished),
            irql: Cell::new(0),
            processor: Cell::new(0),
            consumed: Cell::new(0),
            accesses: Cell::new(0),
            calls: Cell::new(0),
            waits: Cell::new(None),
            raised: RefCell::new(Vec::new()),
            by_image: Cell::new(false),
            regions: Cell::new(0),
            thread: Cell::new(0),
            no_pool: Cell::new(None),
            allocated: Cell::new(None),
            frames: RefCell::new(Vec::new()),
        });
        let this: *const Self = &raw const *fiber;
        let body = Coroutine::new(move |yielder, ()| {
            // SAFETY: the fiber is boxed and owns the coroutine.
            let this = unsafe { &*this };
            this.yielder.set(ptr::from_ref(yielder));
            loop {
                if let Some(work) = this.work.take() {
                    work();
                }
                yielder.suspend(Stop::Finished);
            }
        });
        *fiber.coroutine.get_mut() = Some(body);
        fiber
    }

    /// Gives it its next job.
    pub fn assign(&self, job: Job) {
        self.irql.set(job.irql);
        self.consumed.set(0);
        self.accesses.set(0);
        self.calls.set(0);
        self.raised.borrow_mut().clear();
        self.by_image.set(false);
        self.regions.set(0);
        self.thread.set(0);
        self.work.set(Some(job.work));
    }

    /// Whether it called something so often that it will not end.
    pub fn is_for_ever(&self, calls: u32) -> bool {
        let (tight, any) = limit::CALLS;
        calls > any || (calls > tight && self.consumed.get() / u64::from(calls) < limit::TIGHT)
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
        let Some(mut coroutine) = self.coroutine.get_mut().take() else {
            return;
        };
        if self.stop.get() == Stop::Finished {
            // SAFETY: no job is on its stack: what is there holds nothing.
            unsafe { coroutine.force_reset() };
        } else {
            // Frames of the driver must not be unwound, and the stack stays: another thread may have been lent what is on it.
            std::mem::forget(coroutine);
        }
    }
}
