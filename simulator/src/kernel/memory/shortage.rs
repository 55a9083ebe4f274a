//! Memory that is not to be had: allocations of drivers that a test has fail.

use std::cell::{Cell, RefCell};

use fastrand::Rng;

/// Which allocations of drivers fail (`Machine::fail_allocations`): of pool, MDLs, registry buffers, contiguous and DMA memory,
/// work items, workers and timers. Windows fails any of them when memory is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shortage {
    /// Every so many one, from now on counted.
    EveryNth(u32),
    /// One in so many, by the machine's seed.
    OneIn(u32),
    /// Those of more bytes.
    LargerThan(usize),
}

/// What a test wants to fail, and what did.
#[derive(Debug)]
pub(crate) struct Shortages {
    wanted: Cell<Option<Shortage>>,
    asked: Cell<u32>,
    failed: Cell<u64>,
    /// Its own dice: the order of things does not depend on what is allocated.
    rng: RefCell<Rng>,
}

impl Shortages {
    pub fn new(seed: u64) -> Self {
        Self {
            wanted: Cell::new(None),
            asked: Cell::new(0),
            failed: Cell::new(0),
            rng: RefCell::new(Rng::with_seed(seed ^ 0x7368_6F72_7421)),
        }
    }

    pub fn want(&self, shortage: Option<Shortage>) {
        self.wanted.set(shortage);
        self.asked.set(0);
    }

    /// Whether an allocation of so many bytes fails.
    pub fn fails(&self, bytes: usize) -> bool {
        let Some(shortage) = self.wanted.get() else {
            return false;
        };
        self.asked.set(self.asked.get().wrapping_add(1));
        let fails = match shortage {
            Shortage::EveryNth(every) => self.asked.get().is_multiple_of(every.max(1)),
            Shortage::OneIn(number) => self.rng.borrow_mut().u32(..number.max(1)) == 0,
            Shortage::LargerThan(most) => bytes > most,
        };
        self.failed.set(self.failed.get() + u64::from(fails));
        fails
    }

    /// How many allocations failed.
    pub fn failed(&self) -> u64 {
        self.failed.get()
    }
}
