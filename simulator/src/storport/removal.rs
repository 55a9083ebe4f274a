//! The end of an adapter: its requests end, its resources are freed, and what is left over is reported.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use super::adapter::{AdapterState, Phase};
use super::hooked_irp::Asked;
use super::port::Storport;
use super::request::completion::Completion;
use super::request::slot::Holder;
use super::request::table::{Purpose, Stage};
use crate::kernel::deferred::{Left, Object};
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::time::{MICROSECOND, MILLISECOND, SECOND};
use crate::verifier::{Role, Rule};

/// How long a driver may wait for service IRPs when its adapter goes.
const PATIENCE: u64 = 5 * SECOND;

impl Storport<'_> {
    /// Waits until the driver has no requests, and by the seed until nothing deferred is queued or runs: Storport does not wait
    /// for that.
    pub fn drain(&self, adapter: &Rc<AdapterState>) {
        self.kernel.run_until(|| adapter.outstanding.get() == 0);
        if self.kernel.chance(2) {
            self.let_pass(MILLISECOND);
        }
    }

    /// The system ends: `SRB_FUNCTION_SHUTDOWN` for the units, once or several times (page of `SCSI_REQUEST_BLOCK`), the last time behind
    /// the last request.
    pub fn end_of_system(&self, adapter: &Rc<AdapterState>) {
        if adapter.phase.get() != Phase::Started {
            return;
        }
        if self.kernel.chance(4) {
            self.flush_units(adapter, ffi::SRB_FUNCTION_SHUTDOWN);
        }
        self.drain(adapter);
        self.flush_units(adapter, ffi::SRB_FUNCTION_SHUTDOWN);
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

    /// Removes an adapter as the `PnP` manager does (`IRP_MN_REMOVE_DEVICE`): the driver is told by a request, stopped unless it
    /// is, its interrupts are disconnected, a virtual miniport frees its resources; then Storport frees what is its own.
    pub fn remove_adapter(&self, adapter: &Rc<AdapterState>) {
        let phase = adapter.phase.get();
        if phase == Phase::Removed {
            return;
        }
        if matches!(phase, Phase::Started | Phase::SurpriseRemoved) {
            self.end_units(adapter, phase);
        }
        self.with_irp(adapter, None, Asked::Remove, || {
            self.end_adapter(adapter, phase);
        });
        self.report_left_behind(adapter, false);
    }

    /// The units of an adapter end before it does: their requests, then they.
    fn end_units(&self, adapter: &Rc<AdapterState>, phase: Phase) {
        match phase {
            Phase::Started => {
                // Nobody waits for a certain answer.
                self.free_pointers(adapter).ok();
                self.drain(adapter);
                self.flush_units(adapter, ffi::SRB_FUNCTION_FLUSH);
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
            Phase::Removed | Phase::Stopped | Phase::Starting => {}
        }
        self.remove_units(adapter);
    }

    /// What `IRP_MN_REMOVE_DEVICE` does with an adapter.
    fn end_adapter(&self, adapter: &Rc<AdapterState>, phase: Phase) {
        adapter.pointers.set(None);
        self.disturb_on(adapter);
        let traced = self.trace_beside(adapter);
        let asked = self.ask_beside(adapter);
        // The pages do not say where in the removal HwStorCompleteServiceIrp has its place.
        let asks = adapter.virtual_device && adapter.init.HwCompleteServiceIrp.is_some();
        let place = if asks { self.kernel.below(3) } else { 0 };
        if place == 0 {
            self.ask_for_service_irps(adapter);
        }
        self.tell(adapter, ffi::StorRemoveDevice);
        adapter.ends.set(true);
        self.between_steps();
        if place == 1 {
            self.ask_for_service_irps(adapter);
        }
        if phase != Phase::Starting && !adapter.stopped.get() {
            // Also when the hardware is gone, and where ScsiAdapterPower is supported: that replaces it for power only, as drivers that
            // ship rely on.
            self.call_stop(adapter);
            self.between_steps();
        }
        self.report_lost(adapter);
        self.disconnect(adapter);
        self.ask_for_service_irps(adapter);
        self.free_resources(adapter);
        // Storport frees no memory that a callback of its own still has.
        self.kernel.run_until(|| traced.get() && asked.get());
        self.wait_beside(adapter);
        self.forget(adapter, false);
    }

    /// `HwStorTracingEnabled` beside the end of the adapter, by the seed: its page does not say when it comes, and who turns tracing
    /// on knows nothing of plug and play. True when it is over, or does not come.
    fn trace_beside(&self, adapter: &Rc<AdapterState>) -> Rc<Cell<bool>> {
        let over = Rc::new(Cell::new(true));
        let Some(routine) = adapter.init.HwTracingEnabled else {
            return over;
        };
        if self.kernel.chance(2) {
            return over;
        }
        over.set(false);
        let (adapter, flag) = (Rc::clone(adapter), Rc::clone(&over));
        let delay = self.kernel.between(0, 200 * MICROSECOND);
        self.schedule(delay, move |core| {
            core.make_ready(PASSIVE_LEVEL, move |core| {
                let extension = adapter.device_extension();
                // SAFETY: the driver registered the routine for this extension, which is not freed before it is over.
                core.callback(&adapter, Role::HwTracingEnabled, || unsafe {
                    routine(extension, 1);
                });
                flag.set(true);
            });
        });
        self.let_pass(self.kernel.between(0, 200 * MICROSECOND));
        over
    }

    /// `HwStorTracingEnabled` some time after, or not, by the seed.
    pub fn trace_sometime(&self, adapter: &Rc<AdapterState>, enabled: bool) {
        let Some(routine) = adapter
            .init
            .HwTracingEnabled
            .filter(|_| self.kernel.chance(2))
        else {
            return;
        };
        self.call_beside_later(adapter, Role::HwTracingEnabled, move |extension| {
            // SAFETY: the driver registered the routine for this extension.
            unsafe { routine(extension, enabled.into()) };
        });
    }

    /// The end of an adapter whose start failed, which the `PnP` manager removes (page of `IRP_MN_REMOVE_DEVICE`). No page names a callback that
    /// undoes what find-adapter did: a driver may be told by a request, or hear nothing.
    pub fn fail_start(&self, adapter: &Rc<AdapterState>, found: bool) {
        let told = self.kernel.chance(2);
        let unasked = found && !told && !adapter.virtual_device;
        self.with_irp(adapter, None, Asked::Remove, || {
            if told {
                self.disturb_on(adapter);
                self.tell(adapter, ffi::StorRemoveDevice);
                self.between_steps();
            }
            self.disconnect(adapter);
            if found {
                self.free_resources(adapter);
            }
            self.forget(adapter, unasked);
        });
        self.report_left_behind(adapter, unasked);
    }

    /// The end of an adapter whose start failed above or below Storport, which has not found it: the request is the only callback.
    pub fn fail_unfound(&self, adapter: &Rc<AdapterState>) {
        self.with_irp(adapter, None, Asked::Remove, || {
            self.tell(adapter, ffi::StorRemoveDevice);
            self.forget(adapter, false);
        });
        self.report_left_behind(adapter, false);
    }

    /// `HwStorFreeAdapterResources`: the driver's last callback for an adapter that it has found.
    pub fn free_resources(&self, adapter: &Rc<AdapterState>) {
        // Virtual miniports only, whatever a physical one has registered.
        let free = adapter.init.HwFreeAdapterResources;
        let Some(free) = free.filter(|_| adapter.virtual_device) else {
            return;
        };
        self.end_beside(adapter);
        let (inner, over) = (Rc::clone(adapter), Rc::new(Cell::new(false)));
        let flag = Rc::clone(&over);
        self.make_ready(PASSIVE_LEVEL, move |core| {
            let extension = inner.device_extension();
            // SAFETY: the driver registered the routine for this extension.
            core.callback(&inner, Role::HwFreeAdapterResources, || unsafe {
                free(extension);
            });
            flag.set(true);
        });
        let deadline = self.kernel.clock.now() + PATIENCE;
        let waits = || adapter.services.held() != 0 && self.kernel.clock.now() > deadline;
        self.kernel.run_until(|| over.get() || waits());
        if !over.get() && waits() {
            self.report_held_service_irps(adapter);
            self.kernel.halted.set(true);
        }
    }

    /// Lets the driver end what it has: until nothing is left, or nothing happens within a second.
    fn settle(&self, adapter: &AdapterState) {
        let deadline = self.kernel.clock.now() + SECOND;
        self.kernel.run_until(|| {
            let rest = adapter.outstanding.get() != 0;
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
                let words = {
                    let mut requests = adapter.requests.borrow_mut();
                    format!(
                        "{}: not completed when its adapter was removed",
                        requests.at(index)
                    )
                };
                self.broke(adapter, Rule::LostRequest, words);
            }
            if adapter.requests.borrow_mut().at(index).purpose == Purpose::Sender {
                self.give_up(adapter, slot, index, ffi::SRB_STATUS_NO_DEVICE);
            }
        }
        self.fail_queued(adapter);
    }

    /// Takes an adapter out of the machine: nothing may use its extension any more. `unasked`: the driver found the adapter, and nothing
    /// has asked it to free what it then allocated.
    pub fn forget(&self, adapter: &Rc<AdapterState>, unasked: bool) {
        adapter.phase.set(Phase::Removed);
        adapter.objects.forget(self.kernel);
        if self.kernel.halted.get() {
            if let Some(hardware) = &adapter.hardware {
                self.kernel.release_device(hardware);
            }
            return;
        }
        self.report_left(adapter, unasked);
        if let Err(place) = adapter.extension.check() {
            self.broke(
                adapter,
                Rule::Overrun,
                format!("the device extension was written {place}"),
            );
        }
        if !adapter.has_lost() && adapter.services.held() == 0 {
            adapter
                .extension
                .retire("the extension of an adapter that was removed");
        }
        if let Some(uncached) = adapter.uncached.take() {
            if let Err(place) = uncached.check() {
                self.broke(
                    adapter,
                    Rule::Overrun,
                    format!("the uncached extension was written {place}"),
                );
            }
            self.kernel.pool.retire(uncached);
        }
        self.report_held_service_irps(adapter);
        self.report_late_service_writes(adapter);
        let late = adapter.slots.borrow().written_late();
        if late != 0 {
            self.broke(adapter, Rule::UseAfterCompletion, format!("{late} request blocks or extensions were written after their request was completed"));
        }
        self.quiesce(adapter);
    }

    /// Looks for what the driver of an adapter that is forgotten left behind, when its own dispatch routine has returned: a driver that calls
    /// Storport's first may free its memory after it.
    pub fn report_left_behind(&self, adapter: &AdapterState, unasked: bool) {
        if self.kernel.halted.get() {
            return;
        }
        for overrun in self.kernel.pool.overruns_of(adapter.number) {
            self.broke(adapter, Rule::Overrun, overrun);
        }
        let leaks = self.kernel.pool.leaks_of(adapter.number);
        for leak in leaks.into_iter().filter(|_| !unasked) {
            self.broke(adapter, Rule::Leak, format!("{leak} was not freed"));
        }
        let lists = adapter.said.lists.take().len();
        if lists != 0 && !unasked {
            let message = format!("{lists} scatter/gather lists were not put back");
            self.broke(adapter, Rule::Leak, message);
        }
        self.report_late_irps(adapter);
    }

    /// What drivers have written since it was taken from them.
    pub fn report_late_writes(&self) {
        if self.kernel.halted.get() {
            return;
        }
        for late in self.kernel.pool.written_late() {
            self.kernel.violation_outside(Rule::Overrun, None, late);
        }
        let late = self.kernel.buffers.written_late();
        if late != 0 {
            let message =
                format!("{late} data buffers were written after their requests were completed");
            self.kernel
                .violation_outside(Rule::UseAfterCompletion, None, message);
        }
        for adapter in self.adapters() {
            let has_some = adapter.has_lost() || adapter.services.held() != 0;
            if !has_some && !adapter.extension.is_untouched() {
                self.broke(
                    &adapter,
                    Rule::Overrun,
                    "the device extension was written after the adapter was removed",
                );
            }
        }
    }

    /// What is deferred, or could be, when the device extension is freed.
    fn report_left(&self, adapter: &Rc<AdapterState>, unasked: bool) {
        let (mut workers, mut timers) = (0, 0);
        for (address, object, left) in adapter.deferred.clear() {
            // The timer of `RequestTimerCall` is no object of the driver's.
            let own = address != 0;
            let (role, what) = match object {
                Object::Dpc => (Role::HwDpc, "DPC"),
                Object::Worker => (Role::HwWorkItem, "work item"),
                Object::Timer if own => (Role::HwTimerEx, "timer"),
                Object::Timer => (Role::HwTimer, "timer of RequestTimerCall"),
            };
            let state = match left {
                Left::Waiting if object == Object::Timer => "set",
                Left::Waiting => "queued",
                Left::Running => "running",
                Left::Idle => "",
            };
            if left != Left::Idle {
                let message =
                    format!("a {what} ({role}) is {state} when the device extension is freed");
                self.broke(adapter, Rule::LateCallback, message);
            }
            match object {
                Object::Worker => workers += 1,
                Object::Timer if own => timers += 1,
                _ => {}
            }
        }
        for (number, message) in [
            (workers, "workers were not freed (StorPortFreeWorker)"),
            (timers, "timers were not freed (StorPortFreeTimer)"),
        ] {
            if number != 0 && !unasked {
                self.broke(adapter, Rule::Leak, format!("{number} {message}"));
            }
        }
    }
}
