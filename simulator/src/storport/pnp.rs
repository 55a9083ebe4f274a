//! Plug and play of the adapter and its units: the requests by which Storport tells the driver of it (`SRB_FUNCTION_PNP`, for the
//! adapter with `SRB_PNP_FLAGS_ADAPTER_REQUEST`).

use std::rc::Rc;

use miniport::ffi;

use super::adapter::{AdapterState, Phase};
use super::port::Storport;
use super::request::table::{Direction, Function, Purpose, Request, Stage};
use super::unit::Address;
use crate::kernel::time::{MICROSECOND, MILLISECOND, SECOND};
use crate::verifier::Rule;

/// How long the driver may keep such a request, in seconds.
const TIMEOUT: u32 = 10;
/// How often neighbours on a shared line interrupt while an adapter ends, at most.
const DISTURBANCES: u32 = 100;

fn name(action: ffi::STOR_PNP_ACTION) -> &'static str {
    match action {
        ffi::StorStartDevice => "StorStartDevice",
        ffi::StorRemoveDevice => "StorRemoveDevice",
        ffi::StorStopDevice => "StorStopDevice",
        ffi::StorQueryCapabilities => "StorQueryCapabilities",
        ffi::StorSurpriseRemoval => "StorSurpriseRemoval",
        _ => "a plug and play request",
    }
}

impl Storport<'_> {
    /// Tells the driver, and waits until it has completed the request, which may be after the call: time goes on meanwhile, DPCs,
    /// timers, work items and interrupts with it.
    pub fn tell(&self, adapter: &Rc<AdapterState>, action: ffi::STOR_PNP_ACTION) {
        self.tell_of(adapter, None, action);
    }

    /// The same of a unit, or of the adapter.
    fn tell_of(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Option<Address>,
        action: ffi::STOR_PNP_ACTION,
    ) {
        let deadline = self.kernel.clock.now() + u64::from(TIMEOUT) * SECOND;
        while !self.kernel.halted.get() {
            match self.tell_once(adapter, unit, action, deadline) {
                Some(ffi::SRB_STATUS_BUSY) if self.kernel.clock.now() < deadline => {
                    self.let_pass(MILLISECOND);
                }
                Some(_) => return,
                None if self.kernel.halted.get() => return,
                None => {
                    self.broke(
                        adapter,
                        Rule::LostRequest,
                        format!(
                            "{} of {} (SRB_FUNCTION_PNP) was not completed within {TIMEOUT} s",
                            name(action),
                            if unit.is_some() {
                                "a unit"
                            } else {
                                "the adapter"
                            },
                        ),
                    );
                    return;
                }
            }
        }
    }

    /// The units that were found go before their adapter does (page of `SCSI_PNP_REQUEST_BLOCK`: without the adapter's flag, the request
    /// is the unit's). What the driver answers makes no difference.
    pub fn remove_units(&self, adapter: &Rc<AdapterState>) {
        let units: Vec<Address> = {
            let disks = adapter.disks.take();
            disks.iter().map(|disk| disk.address).collect()
        };
        for unit in units {
            // The driver heard of the surprise when it happened. Whether a control type or the request comes first is nowhere said.
            self.end_unit(adapter, unit, false);
            if adapter.phase.get() == Phase::SurpriseRemoved {
                self.tell_of(adapter, Some(unit), ffi::StorSurpriseRemoval);
            }
            self.tell_of(adapter, Some(unit), ffi::StorRemoveDevice);
        }
    }

    /// Sends the request: how it was answered, if it was.
    fn tell_once(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Option<Address>,
        action: ffi::STOR_PNP_ACTION,
        deadline: u64,
    ) -> Option<u8> {
        // The page says that the buffer is ignored, those of capabilities that it holds them.
        let length = size_of::<ffi::STOR_DEVICE_CAPABILITIES>();
        let data = (action == ffi::StorQueryCapabilities).then(|| {
            let high = adapter.configuration().high_data;
            let buffer = self.kernel.buffers.take(length, 0, high);
            buffer.fill(0);
            buffer
        });
        let direction = if data.is_some() {
            Direction::Both
        } else {
            Direction::None
        };
        let function = Function::Pnp {
            action,
            adapter: unit.is_none(),
        };
        let request = Request {
            direction,
            data,
            ..Request::new(function, unit.unwrap_or_default(), TIMEOUT, Purpose::Port)
        };
        let index = self.submit(adapter, request);
        let answered = || {
            let mut requests = adapter.requests.borrow_mut();
            requests.at(index).stage == Stage::Done
        };
        self.kernel.run_until(|| {
            let idle = !self.kernel.has_runnable()
                && self.kernel.clock.next().is_none_or(|next| next > deadline);
            answered() || self.kernel.clock.now() > deadline || idle
        });
        let stage = adapter.requests.borrow_mut().at(index).stage;
        match stage {
            Stage::Done => self
                .take_answer(adapter, index, &mut [])
                .map(|completion| completion.srb_status),
            Stage::Driver(slot) => {
                self.give_up(adapter, slot, index, ffi::SRB_STATUS_TIMEOUT);
                self.take_answer(adapter, index, &mut []);
                None
            }
            _ => {
                self.abandon(adapter, index);
                None
            }
        }
    }

    /// Lets what goes on go on for up to so many nanoseconds.
    pub fn let_pass(&self, most: u64) {
        let end = self.kernel.clock.now() + self.kernel.between(0, most);
        self.kernel.run_until(|| {
            let idle = !self.kernel.has_runnable()
                && self.kernel.clock.next().is_none_or(|next| next > end);
            self.kernel.clock.now() >= end || idle
        });
    }

    /// Other devices on a shared line go on interrupting while the adapter ends.
    pub fn disturb_on(&self, adapter: &AdapterState) {
        if let Some(hardware) = &adapter.hardware {
            self.kernel.disturb_on(hardware, DISTURBANCES);
        }
    }

    /// Between two steps of plug and play some time passes, or none.
    pub fn between_steps(&self) {
        if self.kernel.chance(2) {
            self.let_pass(200 * MICROSECOND);
        }
    }
}
