//! Late requests: the hierarchy of resets, from the logical unit over the target to the bus.

use std::rc::Rc;

use miniport::ffi;

use super::completion::Completion;
use super::slot::Holder;
use super::table::{Function, Purpose, Request};
use crate::kernel::level::DISPATCH_LEVEL;
use crate::kernel::time::SECOND;
use crate::storport::adapter::{AdapterState, Phase};
use crate::storport::port::Storport;
use crate::storport::unit::Address;
use crate::verifier::{Role, Rule};

/// How long a reset may take, in seconds.
const RESET_TIMEOUT: u32 = 10;

impl Storport<'_> {
    /// Once a second, while the driver has requests: looks for late ones.
    pub fn watch(&self, adapter: &Rc<AdapterState>) {
        if adapter.outstanding.get() == 0 {
            adapter.watching.set(false);
            return;
        }
        if adapter.link.stops_the_clock() {
            let adapter = Rc::clone(adapter);
            self.schedule(SECOND, move |core| core.watch(&adapter));
            return;
        }
        let now = self.kernel.clock.now();
        let late: Vec<(u32, u32)> = adapter
            .slots
            .borrow()
            .iter()
            .filter_map(|(number, slot)| match slot.holder {
                Holder::Driver(index) if slot.deadline <= now => Some((number, index)),
                _ => None,
            })
            .collect();
        for (slot, index) in late {
            self.is_late(adapter, index);
            let (unit, purpose, address) = {
                let mut requests = adapter.requests.borrow_mut();
                let request = requests.at(index);
                (request.unit, request.purpose, request.address)
            };
            match purpose {
                // The reset itself is late: the next one in the hierarchy.
                Purpose::Recovery(unit) => {
                    adapter.slots.borrow_mut().at(slot).holder = Holder::Lost;
                    Self::not_given(adapter, index);
                    let late = Completion::of(ffi::SRB_STATUS_TIMEOUT);
                    self.end_recovery_request(adapter, index, unit, &late);
                }
                _ if adapter.phase.get() == Phase::Started
                    || adapter.phase.get() == Phase::Starting =>
                {
                    let frozen =
                        std::mem::replace(&mut adapter.units.borrow_mut().at(unit).frozen, true);
                    if !frozen {
                        self.kernel.log(
                            Some(adapter.number),
                            format!("a request of unit {address} is late: reset"),
                        );
                        self.reset_step(adapter, unit, Some(ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT));
                    }
                }
                // A device that was pulled out is not reset, and nothing else would end the request.
                _ if adapter.phase.get() == Phase::SurpriseRemoved => self.lose(
                    adapter,
                    (slot, index),
                    "though its device was pulled out",
                    ffi::SRB_STATUS_NO_DEVICE,
                ),
                _ => {}
            }
        }
        let adapter = Rc::clone(adapter);
        self.schedule(SECOND, move |core| core.watch(&adapter));
    }

    /// Requests may end without an answer of their own: something is reset.
    pub fn is_reset(&self, adapter: &AdapterState) {
        adapter.last_reset.set(Some(self.kernel.clock.now()));
    }

    /// Notes a late request, once.
    fn is_late(&self, adapter: &AdapterState, index: u32) {
        let words = {
            let mut requests = adapter.requests.borrow_mut();
            let request = requests.at(index);
            if std::mem::replace(&mut request.late, true) {
                return;
            }
            format!("{request}: not completed within {} s", request.timeout)
        };
        self.kernel.verifier.count_recovery(|count| count.late += 1);
        self.broke(adapter, Rule::LateRequest, words);
    }

    fn reset_step(&self, adapter: &Rc<AdapterState>, unit: u32, function: Option<u8>) {
        let address = adapter.units.borrow_mut().at(unit).address;
        self.kernel.verifier.count_recovery(|count| match function {
            Some(ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT) => count.unit_resets += 1,
            Some(_) => count.target_resets += 1,
            None => count.bus_resets += 1,
        });
        if let Some(function) = function {
            let request = Request::new(
                Function::Other(function),
                address,
                RESET_TIMEOUT,
                Purpose::Recovery(unit),
            );
            self.submit(adapter, request);
            adapter.units.borrow_mut().at(unit).reset = Some(function);
        } else {
            self.reset_bus(adapter, unit, address);
        }
    }

    /// A reset request has an answer, or will never have one.
    pub fn end_recovery_request(
        &self,
        adapter: &Rc<AdapterState>,
        index: u32,
        unit: u32,
        completion: &Completion,
    ) {
        adapter.requests.borrow_mut().remove(index);
        let open = &self.port.open_requests;
        open.set(open.get() - 1);
        self.recovery_step_over(adapter, unit, completion);
    }

    /// A reset request was answered: it helped, or the next one follows.
    pub fn recovery_step_over(
        &self,
        adapter: &Rc<AdapterState>,
        unit: u32,
        completion: &Completion,
    ) {
        let step = adapter.units.borrow_mut().at(unit).reset.take();
        if completion.srb_status == ffi::SRB_STATUS_SUCCESS
            && !self.has_late_requests(adapter, unit)
        {
            self.unfreeze(adapter, unit);
            return;
        }
        let next = (step == Some(ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT)
            && adapter.configuration().reset_target)
            .then_some(ffi::SRB_FUNCTION_RESET_DEVICE);
        self.reset_step(adapter, unit, next);
    }

    fn has_late_requests(&self, adapter: &AdapterState, unit: u32) -> bool {
        let now = self.kernel.clock.now();
        let slots = adapter.slots.borrow();
        let mut requests = adapter.requests.borrow_mut();
        slots.iter().any(|(_, slot)| match slot.holder {
            Holder::Driver(index) => slot.deadline <= now && requests.at(index).unit == unit,
            _ => false,
        })
    }

    /// Calls `HwStorResetBus` for the bus of an address.
    pub fn reset_bus(&self, adapter: &Rc<AdapterState>, unit: u32, address: Address) {
        let adapter = Rc::clone(adapter);
        self.make_ready(DISPATCH_LEVEL, move |core| {
            core.call_reset_bus(&adapter, address.path_id);
            core.give_up_late(&adapter, address.path_id);
            core.unfreeze(&adapter, unit);
        });
    }

    /// `HwStorResetBus`, on a coroutine at `DISPATCH_LEVEL`: the queues of all units are paused, and no request is started meanwhile.
    pub fn call_reset_bus(&self, adapter: &Rc<AdapterState>, path: u8) -> bool {
        let Some(reset_bus) = adapter.init.HwResetBus else {
            return false;
        };
        self.is_reset(adapter);
        Self::forget_data(adapter);
        Self::hold(adapter);
        let extension = adapter.device_extension();
        let done = self.kernel.with_locks(&adapter.resetting_locks(), || {
            // SAFETY: the driver registered the routine for this extension.
            self.callback(adapter, Role::HwResetBus, || unsafe {
                reset_bus(extension, u32::from(path))
            })
        });
        self.hold_for_reset(adapter);
        self.let_go(adapter);
        done != 0
    }

    /// What `HwStorResetBus` did not complete is lost.
    fn give_up_late(&self, adapter: &AdapterState, path: u8) {
        let now = self.kernel.clock.now();
        let lost: Vec<(u32, u32)> = {
            let slots = adapter.slots.borrow();
            let mut requests = adapter.requests.borrow_mut();
            slots
                .iter()
                .filter_map(|(number, slot)| match slot.holder {
                    Holder::Driver(index)
                        if slot.deadline <= now && requests.at(index).address.path_id == path =>
                    {
                        Some((number, index))
                    }
                    _ => None,
                })
                .collect()
        };
        for lost in lost {
            self.lose(
                adapter,
                lost,
                "nor by the resets that followed",
                ffi::SRB_STATUS_TIMEOUT,
            );
        }
    }

    /// A late request, of a slot, will not be completed: its sender is told.
    fn lose(&self, adapter: &AdapterState, (slot, index): (u32, u32), why: &str, status: u8) {
        let words = {
            let mut requests = adapter.requests.borrow_mut();
            let request = requests.at(index);
            format!(
                "{request}: not completed within {} s, {why}",
                request.timeout
            )
        };
        self.broke(adapter, Rule::LostRequest, words);
        self.give_up(adapter, slot, index, status);
    }

    fn unfreeze(&self, adapter: &Rc<AdapterState>, unit: u32) {
        adapter.units.borrow_mut().at(unit).frozen = false;
        self.pump(adapter, unit);
    }
}
