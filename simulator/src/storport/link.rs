//! The link of an adapter goes down and comes back, and resets that the driver has seen: the adapter is paused meanwhile.

use std::cell::Cell;
use std::rc::Rc;

use super::adapter::AdapterState;
use super::port::Storport;
use crate::kernel::time::{MICROSECOND, SECOND};

/// `LinkDownTimeoutValue` of an adapter whose registry key has none: then requests are sent again.
const LONGEST: u64 = 30 * SECOND;

/// The link of an adapter.
#[derive(Default)]
pub(crate) struct Link {
    /// Since when it is down.
    down: Cell<Option<u64>>,
    /// The time of requests that the driver has stands still.
    stops: Cell<bool>,
    generation: Cell<u64>,
}

impl Link {
    /// Whether the time of requests stands still.
    pub fn stops_the_clock(&self) -> bool {
        self.down.get().is_some() && self.stops.get()
    }
}

impl Storport<'_> {
    /// `LinkDown`. Whether requests that the driver has are timed meanwhile is not said: they may not be.
    pub fn link_down(&self, adapter: &Rc<AdapterState>) {
        let link = &adapter.link;
        let generation = link.generation.get() + 1;
        link.generation.set(generation);
        if link.down.get().is_none() {
            link.down.set(Some(self.kernel.clock.now()));
            link.stops.set(self.kernel.chance(2));
            Self::hold(adapter);
        }
        let adapter = Rc::clone(adapter);
        self.schedule(LONGEST, move |core| {
            if adapter.link.generation.get() == generation {
                core.link_up(&adapter);
            }
        });
    }

    /// `LinkUp`, or it has been down for too long; false if it is not down.
    pub fn link_up(&self, adapter: &Rc<AdapterState>) -> bool {
        let Some(since) = adapter.link.down.take() else {
            return false;
        };
        if adapter.link.stops.get() {
            let passed = self.kernel.clock.now() - since;
            for slot in adapter.slots.borrow_mut().iter_mut() {
                slot.deadline = slot.deadline.saturating_add(passed);
            }
        }
        self.let_go(adapter);
        true
    }

    /// The bus was reset: the adapter is paused for `BusResetHoldTime` (page of `PORT_CONFIGURATION_INFORMATION`).
    pub fn hold_for_reset(&self, adapter: &Rc<AdapterState>) {
        let time = u64::from(adapter.configuration().reset_hold) * MICROSECOND;
        if time != 0 {
            Self::hold(adapter);
            let adapter = Rc::clone(adapter);
            self.schedule(time, move |core| core.let_go(&adapter));
        }
    }

    /// What a driver finds in `BusResetHoldTime`, which its page does not say: nothing, or a millisecond.
    pub fn usual_reset_hold(&self) -> u32 {
        let seed = self.kernel.settings.seed ^ 0x686f_6c64;
        u32::from(fastrand::Rng::with_seed(seed).bool()) * 1_000
    }
}
