//! Which requests go to the driver now: queue depths, busy, paused.

use std::rc::Rc;

use super::adapter::AdapterState;
use super::port::Storport;
use crate::kernel::time::SECOND;
use crate::verifier::Rule;

impl Storport<'_> {
    /// Sends what the unit, and then units that wait for a place, may send.
    pub fn pump(&self, adapter: &Rc<AdapterState>, unit: u32) {
        self.pump_one(adapter, unit);
        while !Self::is_full(adapter) {
            let Some(next) = adapter.units.borrow_mut().waiting.pop_front() else {
                break;
            };
            adapter.units.borrow_mut().at(next).waiting = false;
            self.pump_one(adapter, next);
        }
    }

    fn is_full(adapter: &AdapterState) -> bool {
        adapter.paused.get()
            || adapter.holds.get() != 0
            || adapter.busy.get() != 0
            || adapter.outstanding.get() >= adapter.max_io()
    }

    fn pump_one(&self, adapter: &Rc<AdapterState>, unit: u32) {
        loop {
            let next = {
                let mut units = adapter.units.borrow_mut();
                let state = units.at(unit);
                if state.queue.is_empty() || !state.is_open() {
                    return;
                }
                if Self::is_full(adapter) {
                    if !std::mem::replace(&mut state.waiting, true) {
                        units.waiting.push_back(unit);
                    }
                    return;
                }
                state.queue.pop_front()
            };
            let Some(next) = next else { return };
            self.send(adapter, next);
        }
    }

    /// Sends what every unit may send.
    pub fn pump_all(&self, adapter: &Rc<AdapterState>) {
        let units = adapter.units.borrow().len();
        for unit in 0..units {
            self.pump(adapter, unit);
        }
    }

    /// A request completed: busy units and a busy adapter wait for one less.
    pub fn count_down(&self, adapter: &Rc<AdapterState>, request: u32) {
        let unit = adapter.requests.borrow_mut().at(request).unit;
        {
            let mut units = adapter.units.borrow_mut();
            let unit = units.at(unit);
            unit.busy = if unit.outstanding == 0 {
                0
            } else {
                unit.busy.saturating_sub(1)
            };
        }
        let busy = adapter.busy.get();
        if busy != 0 {
            adapter.busy.set(if adapter.outstanding.get() == 0 {
                0
            } else {
                busy - 1
            });
            if adapter.busy.get() == 0 {
                self.pump_all(adapter);
            }
        }
    }

    /// The queues of all units are paused, whatever the driver says of them.
    pub fn hold(adapter: &AdapterState) {
        adapter.holds.set(adapter.holds.get() + 1);
    }

    /// Takes one [`hold`](Self::hold) back.
    pub fn let_go(&self, adapter: &Rc<AdapterState>) {
        adapter.holds.set(adapter.holds.get() - 1);
        self.pump_all(adapter);
    }

    /// `StorPortPause` (`None`) or `StorPortPauseDevice`.
    pub fn pause(&self, adapter: &Rc<AdapterState>, unit: Option<u32>, seconds: u32) {
        let generation = match unit {
            None => {
                adapter.paused.set(true);
                adapter
                    .pause_generation
                    .set(adapter.pause_generation.get() + 1);
                adapter.pause_generation.get()
            }
            Some(index) => {
                let mut units = adapter.units.borrow_mut();
                let unit = units.at(index);
                unit.paused = true;
                unit.pause_generation += 1;
                unit.pause_generation
            }
        };
        let adapter = Rc::clone(adapter);
        self.schedule(u64::from(seconds) * SECOND, move |core| {
            core.pause_over(&adapter, unit, generation);
        });
    }

    /// `StorPortResume` (`None`) or `StorPortResumeDevice`.
    pub fn resume(&self, adapter: &Rc<AdapterState>, unit: Option<u32>) {
        match unit {
            None => {
                adapter.paused.set(false);
                self.pump_all(adapter);
            }
            Some(index) => {
                adapter.units.borrow_mut().at(index).paused = false;
                self.pump(adapter, index);
            }
        }
    }

    /// The time of a pause is over.
    pub fn pause_over(&self, adapter: &Rc<AdapterState>, unit: Option<u32>, generation: u64) {
        let current = match unit {
            None => adapter.pause_generation.get(),
            Some(index) => adapter.units.borrow_mut().at(index).pause_generation,
        };
        if current == generation {
            self.report_forgotten(adapter, unit);
            self.resume(adapter, unit);
        }
    }

    /// Nobody has ended a pause, and requests have waited for longer than they may take: who waits for them would say that the device
    /// hangs, though no timer of Storport's runs for them.
    fn report_forgotten(&self, adapter: &AdapterState, unit: Option<u32>) {
        let now = self.kernel.clock.now();
        let units = adapter.units.borrow();
        let mut requests = adapter.requests.borrow_mut();
        let mut waits = |(index, state): (u32, &super::unit::Unit)| {
            let paused = match unit {
                None => adapter.paused.get(),
                Some(unit) => unit == index && state.paused,
            };
            let first = state.queue.front().filter(|_| paused)?;
            let request = requests.get(*first)?;
            let late = now >= request.submitted + u64::from(request.timeout) * SECOND;
            late.then(|| request.to_string())
        };
        let forgotten: Vec<String> = (0..).zip(units.iter()).filter_map(&mut waits).collect();
        drop(requests);
        for words in forgotten {
            self.broke(
                adapter,
                Rule::LateRequest,
                format!("{words}: waited for longer than it may take, until a pause ran out that nobody ended"),
            );
        }
    }
}
