//! The state of a machine, shared by all that runs on it.
//!
//! Every field has interior mutability, because a callback that runs calls back into the machine. No borrow is ever held
//! while a coroutine runs.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;

use fastrand::Rng;

use super::settings::Settings;
use crate::adapter::state::AdapterState;
use crate::callback::ROLES;
use crate::driver::Image;
use crate::fiber::Fiber;
use crate::hardware::{AddressSpace, Mapping};
use crate::job::Job;
use crate::map::FastMap;
use crate::memory::buffer::Buffers;
use crate::memory::physical::{PhysicalMemory, Ram};
use crate::memory::pool::Pool;
use crate::processor::{Lock, Processor};
use crate::ready::Ready;
use crate::time::Clock;
use crate::verifier::{Statistics, Verifier};

thread_local! {
    /// The machine and the coroutine that run on this thread now.
    static CURRENT: Cell<(*const Core, *const Fiber)> = const { Cell::new((ptr::null(), ptr::null())) };
}

/// A machine.
pub(crate) struct Core {
    pub settings: Settings,
    rng: RefCell<Rng>,
    pub clock: Clock,
    pub verifier: Verifier,
    pub statistics: RefCell<[Statistics; ROLES]>,
    pub fingerprint: Cell<u64>,
    /// A bug check or a deadlock: nothing runs any more.
    pub halted: Cell<bool>,
    pub completed_requests: Cell<u64>,
    /// Requests that were submitted and are not answered.
    pub open_requests: Cell<u64>,

    pub images: RefCell<Vec<Rc<Image>>>,
    adapters: RefCell<Vec<Rc<AdapterState>>>,
    by_extension: RefCell<FastMap<usize, usize>>,
    pub memory: Rc<PhysicalMemory>,
    pub addresses: AddressSpace,
    /// Who gets which interrupt message: adapter and message.
    pub vectors: RefCell<Vec<Option<(usize, u32)>>>,
    pub mappings: RefCell<Vec<Mapping>>,
    /// The adapters that have a device.
    pub devices: RefCell<Vec<Rc<AdapterState>>>,
    pub buffers: Buffers,
    pub pool: Pool,

    pub ready: RefCell<Ready>,
    /// Requests that the driver completed: adapter and slot.
    pub completions: RefCell<VecDeque<(usize, u32)>>,
    pub processors: RefCell<Vec<Processor>>,
    /// Coroutines that are on a processor.
    pub active: Cell<usize>,
    pub sleeping: Cell<usize>,
    pub awake: RefCell<Vec<usize>>,
    pub waits: RefCell<HashMap<usize, (usize, Lock)>>,
    #[expect(clippy::vec_box, reason = "fibers must not move when there are more")]
    fibers: RefCell<Vec<Box<Fiber>>>,
    pub idle_fibers: RefCell<Vec<usize>>,
}

/// Marks that a coroutine runs on this thread; the end restores what ran before.
pub(crate) struct Entered {
    before: (*const Core, *const Fiber),
}

impl Entered {
    pub fn new(core: &Core, fiber: &Fiber) -> Self {
        Self {
            before: CURRENT.replace((ptr::from_ref(core), ptr::from_ref(fiber))),
        }
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

impl Core {
    pub fn new(settings: Settings, ram: Option<Arc<dyn Ram>>) -> Rc<Self> {
        let memory = PhysicalMemory::new(settings.seed, ram);
        Rc::new(Self {
            rng: RefCell::new(Rng::with_seed(settings.seed)),
            clock: Clock::new(),
            verifier: Verifier::default(),
            statistics: RefCell::new([Statistics::NONE; ROLES]),
            fingerprint: Cell::new(settings.seed),
            halted: Cell::new(false),
            completed_requests: Cell::new(0),
            open_requests: Cell::new(0),
            images: RefCell::new(Vec::new()),
            adapters: RefCell::new(Vec::new()),
            by_extension: RefCell::new(FastMap::default()),
            buffers: Buffers::new(&memory),
            pool: Pool::new(&memory),
            memory,
            addresses: AddressSpace::default(),
            vectors: RefCell::new(Vec::new()),
            mappings: RefCell::new(Vec::new()),
            devices: RefCell::new(Vec::new()),
            ready: RefCell::default(),
            completions: RefCell::new(VecDeque::new()),
            processors: RefCell::new(
                (0..settings.processors)
                    .map(|_| Processor::default())
                    .collect(),
            ),
            active: Cell::new(0),
            sleeping: Cell::new(0),
            awake: RefCell::new(Vec::new()),
            waits: RefCell::new(HashMap::new()),
            fibers: RefCell::new(Vec::new()),
            idle_fibers: RefCell::new(Vec::new()),
            settings,
        })
    }

    /// The machine that runs on this thread, if the code was called from one of its coroutines.
    pub fn current<'a>() -> Option<&'a Self> {
        let (core, _) = CURRENT.get();
        // SAFETY: set by `Entered`, which lives while the coroutine runs; the machine outlives its coroutines.
        unsafe { core.as_ref() }
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

    /// Whether a coroutine of some machine runs on this thread.
    pub fn inside() -> bool {
        !CURRENT.get().1.is_null()
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
        fibers.push(Fiber::new(ptr::from_ref(self), id));
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

    pub fn add_adapter(&self, adapter: Rc<AdapterState>) {
        self.by_extension
            .borrow_mut()
            .insert(adapter.extension.as_ptr() as usize, adapter.number);
        if adapter.hardware.is_some() {
            self.devices.borrow_mut().push(Rc::clone(&adapter));
        }
        self.adapters.borrow_mut().push(adapter);
    }

    pub fn adapter(&self, number: usize) -> Option<Rc<AdapterState>> {
        self.adapters.borrow().get(number).cloned()
    }

    pub fn adapters(&self) -> Vec<Rc<AdapterState>> {
        self.adapters.borrow().clone()
    }

    pub fn number_of_adapters(&self) -> usize {
        self.adapters.borrow().len()
    }

    pub fn adapter_of_extension(&self, extension: usize) -> Option<Rc<AdapterState>> {
        let number = *self.by_extension.borrow().get(&extension)?;
        self.adapter(number)
    }

    /// Runs `task` on a coroutine at `irql` and waits for it: `None` if it never ends (a bug check, a deadlock).
    pub fn perform<R: 'static>(
        &self,
        irql: u8,
        task: impl FnOnce(&Self) -> R + 'static,
    ) -> Option<R> {
        let result = Rc::new(Cell::new(None));
        let slot = Rc::clone(&result);
        let done = Rc::new(Cell::new(false));
        let flag = Rc::clone(&done);
        self.make_ready(Job::Task {
            irql,
            task: Box::new(move |core| {
                slot.set(Some(task(core)));
                flag.set(true);
            }),
        });
        self.run_until(|| done.get());
        result.take()
    }
}
