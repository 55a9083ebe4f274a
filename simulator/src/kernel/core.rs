//! The state of the kernel of one machine, shared by all that runs on it.
//!
//! Every field has interior mutability, because a callback that runs calls back into the machine. No borrow is ever held
//! while a coroutine runs.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;

use fastrand::Rng;

#[cfg(images)]
use super::abi::step::Steps;
#[cfg(images)]
use super::abi::thunk::Thunks;
use super::clock::Clock;
use super::elsewhere::Elsewhere;
use super::fiber::Fiber;
use super::hardware::space::PciBus;
use super::job::{Job, Work};
use super::lock::{Held, Lock};
use super::lock_order::LockOrder;
use super::memory::buffer::Buffers;
use super::memory::physical::{PhysicalMemory, Ram};
use super::memory::pool::Pool;
use super::nt::Nt;
use super::pulse::Pulse;
use super::ready::Ready;
use super::settings::Settings;
use crate::verifier::Verifier;

/// How many rooms above may keep their state with the kernel.
const STACKS: usize = 4;

thread_local! {
    /// The kernel that takes a step on this thread, and the coroutine of it that runs.
    static CURRENT: Cell<(*const Kernel, *const Fiber)> = const { Cell::new((ptr::null(), ptr::null())) };
}

/// The kernel of a machine.
pub(crate) struct Kernel {
    pub settings: Settings,
    rng: RefCell<Rng>,
    pub clock: Clock,
    pub verifier: Verifier,
    pub pulse: Arc<Pulse>,
    /// How many places in the driver's source were looked up.
    pub(super) places: Cell<u32>,
    /// A bug check or a deadlock: nothing runs any more.
    pub halted: Cell<bool>,
    /// Interrupts are off and one coroutine runs, at `HIGH_LEVEL`, until it is over: the system has crashed, or hibernates.
    pub frozen: Cell<bool>,
    /// Requests that were answered: what tells progress from a livelock.
    pub answered: Cell<u64>,
    owners: Cell<usize>,

    pub memory: Rc<PhysicalMemory>,
    pub buffers: Buffers,
    pub pool: Pool,
    pub bus: PciBus,

    pub ready: RefCell<Ready>,
    /// What waits to be finished outside of coroutines.
    pub completions: RefCell<VecDeque<Work>>,
    /// What runs on each processor, by id: the last one runs, the others are interrupted by the next.
    pub processors: RefCell<Vec<Vec<usize>>>,
    /// Coroutines that are on a processor.
    pub active: Cell<usize>,
    pub sleeping: Cell<usize>,
    pub awake: RefCell<Vec<usize>>,
    /// The locks that are held.
    pub held: RefCell<Vec<Held>>,
    /// Who waits for a lock that is given in the order of asking.
    pub lock_queue: RefCell<Vec<(usize, Lock)>>,
    pub lock_order: RefCell<LockOrder>,
    /// What the routines of ntoskrnl.exe keep.
    pub nt: Nt,
    /// How routines of images are called.
    #[cfg(images)]
    pub(super) thunks: Thunks,
    /// Where images are interrupted.
    #[cfg(images)]
    pub steps: Steps,
    #[expect(clippy::vec_box, reason = "fibers must not move when there are more")]
    fibers: RefCell<Vec<Box<Fiber>>>,
    pub idle_fibers: RefCell<Vec<usize>>,

    /// What was called where it does not run.
    pub(super) elsewhere: Arc<Elsewhere>,

    /// What sits on the kernel: a port driver, an I/O manager.
    stacks: [OnceCell<Box<dyn Any>>; STACKS],
}

/// Marks what runs on this thread; the end restores what ran before.
pub(crate) struct Entered {
    before: (*const Kernel, *const Fiber),
}

impl Entered {
    /// The kernel takes steps, and what it runs finds it by [`Kernel::running`]; or a coroutine of it runs.
    pub fn new(kernel: &Kernel, fiber: Option<&Fiber>) -> Self {
        let fiber = fiber.map_or(ptr::null(), ptr::from_ref);
        Self {
            before: CURRENT.replace((ptr::from_ref(kernel), fiber)),
        }
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

impl Kernel {
    pub fn new(settings: Settings, ram: Option<Arc<dyn Ram>>) -> Rc<Self> {
        super::last_words::listen();
        let memory = PhysicalMemory::new(settings.seed, ram);
        let pulse = Pulse::new(settings.again(), settings.watchdog);
        Rc::new(Self {
            rng: RefCell::new(Rng::with_seed(settings.seed)),
            clock: Clock::new(),
            verifier: Verifier::new(settings.seed),
            pulse,
            places: Cell::new(0),
            halted: Cell::new(false),
            frozen: Cell::new(false),
            answered: Cell::new(0),
            owners: Cell::new(0),
            buffers: Buffers::new(&memory),
            pool: Pool::new(&memory, settings.seed),
            memory,
            bus: PciBus::default(),
            ready: RefCell::default(),
            completions: RefCell::default(),
            processors: RefCell::new(vec![Vec::new(); settings.processors]),
            active: Cell::new(0),
            sleeping: Cell::new(0),
            awake: RefCell::default(),
            held: RefCell::default(),
            lock_queue: RefCell::default(),
            lock_order: RefCell::default(),
            nt: Nt::default(),
            #[cfg(images)]
            thunks: Thunks::new(settings.single_steps != 0),
            #[cfg(images)]
            steps: Steps::new(settings.single_steps),
            fibers: RefCell::default(),
            idle_fibers: RefCell::default(),
            elsewhere: Arc::default(),
            stacks: [const { OnceCell::new() }; STACKS],
            settings,
        })
    }

    /// A number for what a room above has, an adapter, a driver or a device: whose memory, locks, functions and callbacks they are.
    pub fn new_owner(&self, what: &'static str) -> usize {
        let number = self.owners.replace(self.owners.get() + 1);
        self.verifier.name_owner(number, what);
        number
    }

    /// Keeps the state of a room above for as long as the kernel lives.
    pub fn attach<T: Any>(&self, state: T) {
        let mut state: Box<dyn Any> = Box::new(state);
        for place in &self.stacks {
            match place.set(state) {
                Ok(()) => return,
                Err(back) => state = back,
            }
        }
        unreachable!("there are fewer rooms above than places");
    }

    /// The state that a room above keeps here.
    pub fn attached<T: Any>(&self) -> &T {
        self.stacks
            .iter()
            .find_map(|place| place.get()?.downcast_ref())
            .expect("the room attached its state when the machine was made")
    }

    /// The kernel that runs on this thread, if the code was called from one of its coroutines.
    pub fn current<'a>() -> Option<&'a Self> {
        let (kernel, fiber) = CURRENT.get();
        if fiber.is_null() {
            return None;
        }
        // SAFETY: set by `Entered`, which lives while the coroutine runs; the kernel outlives its coroutines.
        unsafe { kernel.as_ref() }
    }

    /// The kernel that takes a step on this thread: of all that it runs, inside of coroutines and outside.
    pub fn running<'a>() -> &'a Self {
        let (kernel, _) = CURRENT.get();
        // SAFETY: set by `Entered`, which lives while the kernel takes steps.
        unsafe { kernel.as_ref() }.expect("work is run by the kernel only")
    }

    /// The coroutine that runs.
    #[expect(
        clippy::unused_self,
        reason = "the machine that has the coroutine lends it"
    )]
    pub fn fiber(&self) -> &Fiber {
        let (_, fiber) = CURRENT.get();
        // SAFETY: as in `current`; fibers are boxed and are never removed.
        unsafe { fiber.as_ref() }.expect("a coroutine of this machine runs")
    }

    /// For what a test may do, and a callback may not.
    ///
    /// # Panics
    ///
    /// If a coroutine of some machine runs on this thread.
    pub fn check_outside() {
        assert!(
            CURRENT.get().1.is_null(),
            "a callback of the driver must not use the machine's API"
        );
    }

    pub fn fiber_at(&self, id: usize) -> &Fiber {
        let fiber: *const Fiber = &raw const *self.fibers.borrow()[id];
        // SAFETY: fibers are boxed and are never removed while the machine lives.
        unsafe { &*fiber }
    }

    /// A coroutine without a job.
    pub fn free_fiber(&self) -> usize {
        if let Some(id) = self.idle_fibers.borrow_mut().pop() {
            return id;
        }
        let mut fibers = self.fibers.borrow_mut();
        let id = fibers.len();
        fibers.push(Fiber::new(id));
        id
    }

    pub fn below(&self, limit: usize) -> usize {
        if limit <= 1 {
            0
        } else {
            self.rng.borrow_mut().usize(..limit)
        }
    }

    pub fn chance(&self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    pub fn between(&self, low: u64, high: u64) -> u64 {
        self.rng.borrow_mut().u64(low..=high)
    }

    /// Lets the running code use virtual time.
    pub fn charge(&self, nanoseconds: u64) {
        self.clock.pass(nanoseconds);
        let fiber = self.fiber();
        fiber.consumed.set(fiber.consumed.get() + nanoseconds);
    }

    /// Makes a job ready.
    pub fn make_ready(&self, job: Job) {
        self.ready.borrow_mut().push(job);
    }

    /// Has something finished outside of coroutines, as a port driver's own DPC does: mostly in order, sometimes not.
    pub fn complete_later(&self, work: Work) {
        self.completions.borrow_mut().push_back(work);
    }
}
