//! The end of an adapter: its requests end, its resources are freed, and what is left over is reported.

use std::rc::Rc;

use miniport::ffi;

use super::adapter::{AdapterState, Phase};
use super::port::Storport;
use super::request::completion::Completion;
use super::request::slot::Holder;
use super::request::table::{Purpose, Stage};
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::time::SECOND;
use crate::verifier::{Role, Rule};

impl Storport<'_> {
    /// Waits until the driver has no requests and nothing deferred is queued.
    pub fn drain(&self, adapter: &Rc<AdapterState>) {
        self.kernel
            .run_until(|| adapter.outstanding.get() == 0 && adapter.deferred.pending.get() == 0);
    }

    /// Answers the requests that the driver does not have.
    pub fn fail_queued(&self, adapter: &Rc<AdapterState>) {
        for unit in adapter.units.borrow_mut().iter_mut() {
            unit.queue.clear();
        }
        let waiting: Vec<u32> = adapter
            .requests
            .borrow()
            .iter()
            .filter(|(_, request)| matches!(request.stage, Stage::Queued | Stage::Delayed))
            .map(|(index, _)| index)
            .collect();
        for index in waiting {
            self.answer(adapter, index, Completion::of(ffi::SRB_STATUS_NO_DEVICE));
        }
    }

    /// Removes an adapter as the `PnP` manager does: stop (unless it is gone), `HwStorFreeAdapterResources`, checks.
    pub fn remove_adapter(&self, adapter: &Rc<AdapterState>) {
        match adapter.phase.get() {
            Phase::Removed => return,
            Phase::Started => {
                self.stop_adapter(adapter);
            }
            Phase::SurpriseRemoved => {
                // The driver ends what it has by itself; a bus reset asks it to.
                self.settle(adapter);
                if adapter.outstanding.get() != 0 {
                    let inner = Rc::clone(adapter);
                    let buses = adapter.configuration().buses;
                    self.perform(crate::kernel::level::DISPATCH_LEVEL, move |core| {
                        for path in 0..buses {
                            core.call_reset_bus(&inner, path);
                        }
                    });
                    self.settle(adapter);
                }
            }
            Phase::Stopped | Phase::Starting => {}
        }
        self.report_lost(adapter);
        self.free_resources(adapter);
        self.forget(adapter);
    }

    /// `HwStorFreeAdapterResources`: the driver's last callback for an adapter that it has found.
    pub fn free_resources(&self, adapter: &Rc<AdapterState>) {
        let Some(free) = adapter.init.HwFreeAdapterResources else {
            return;
        };
        let inner = Rc::clone(adapter);
        self.perform(PASSIVE_LEVEL, move |core| {
            let extension = inner.device_extension();
            // SAFETY: the driver registered the routine for this extension.
            core.callback(&inner, Role::FreeAdapterResources, || unsafe {
                free(extension);
            });
        });
    }

    /// Lets the driver end what it has: until nothing is left, or nothing happens within a second.
    fn settle(&self, adapter: &AdapterState) {
        let deadline = self.kernel.clock.now() + SECOND;
        self.kernel.run_until(|| {
            let rest = adapter.outstanding.get() != 0 || adapter.deferred.pending.get() != 0;
            let late = self.kernel.clock.next().is_none_or(|next| next > deadline);
            !rest || self.kernel.clock.now() > deadline || (!self.kernel.has_runnable() && late)
        });
    }

    fn report_lost(&self, adapter: &Rc<AdapterState>) {
        let held: Vec<(u32, u32)> = adapter
            .slots
            .borrow()
            .iter()
            .filter_map(|(number, slot)| match slot.holder {
                Holder::Driver(index) => Some((number, index)),
                _ => None,
            })
            .collect();
        for (slot, index) in held {
            if !self.kernel.halted.get() {
                self.broke(
                    adapter,
                    Rule::LostRequest,
                    "a request was not completed when its adapter was removed",
                );
            }
            if adapter.requests.borrow_mut().at(index).purpose == Purpose::Sender {
                self.give_up(adapter, slot, index, ffi::SRB_STATUS_NO_DEVICE);
            }
        }
        self.fail_queued(adapter);
    }

    /// Takes an adapter out of the machine and looks for what the driver left behind.
    pub fn forget(&self, adapter: &Rc<AdapterState>) {
        adapter.phase.set(Phase::Removed);
        if self.kernel.halted.get() {
            if let Some(hardware) = &adapter.hardware {
                self.kernel.release_device(hardware);
            }
            return;
        }
        for overrun in self.kernel.pool.overruns_of(adapter.number) {
            self.broke(adapter, Rule::Overrun, overrun);
        }
        for leak in self.kernel.pool.leaks_of(adapter.number) {
            self.broke(adapter, Rule::Leak, format!("{leak} was not freed"));
        }
        // The timer of `RequestTimerCall` is no object of the driver's.
        adapter.deferred.remove_timer(0);
        let (workers, timers) = adapter.deferred.clear();
        if workers != 0 {
            self.broke(
                adapter,
                Rule::Leak,
                format!("{workers} workers were not freed (StorPortFreeWorker)"),
            );
        }
        if timers != 0 {
            self.broke(
                adapter,
                Rule::Leak,
                format!("{timers} timers were not freed (StorPortFreeTimer)"),
            );
        }
        if let Err(place) = adapter.extension.check() {
            self.broke(
                adapter,
                Rule::Overrun,
                format!("the device extension was written {place}"),
            );
        }
        let uncached = adapter.uncached.borrow();
        let uncached = uncached.as_ref().and_then(|block| block.check().err());
        if let Some(place) = uncached {
            self.broke(
                adapter,
                Rule::Overrun,
                format!("the uncached extension was written {place}"),
            );
        }
        let late = adapter.slots.borrow().written_late();
        if late != 0 {
            self.broke(adapter, Rule::UseAfterCompletion, format!("{late} request blocks or extensions were written after their request was completed"));
        }
        self.quiesce(adapter);
    }
}
