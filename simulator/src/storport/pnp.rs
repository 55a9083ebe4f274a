//! Plug and play and power of the adapter and its units: the requests by which Storport tells the driver of them (`SRB_FUNCTION_PNP` and
//! `SRB_FUNCTION_POWER`, for the adapter with `SRB_PNP_FLAGS_ADAPTER_REQUEST` or `SRB_POWER_FLAGS_ADAPTER_REQUEST`).

use std::rc::Rc;

use miniport::ffi;

use super::adapter::AdapterState;
use super::control::UnitRequest;
use super::hooked_irp::Asked;
use super::port::Storport;
use super::request::table::{Direction, Function, Purpose, Request, Stage};
use super::unit::Address;
use crate::kernel::time::{MICROSECOND, MILLISECOND, SECOND};
use crate::verifier::Rule;

/// How long the driver may keep such a request, in seconds.
const TIMEOUT: u32 = 10;
/// How often neighbours on a shared line interrupt while an adapter ends, at most.
const DISTURBANCES: u32 = 100;

/// What the driver is told.
#[derive(Clone, Copy)]
pub(super) enum Notice {
    Pnp(ffi::STOR_PNP_ACTION),
    Power(ffi::STOR_DEVICE_POWER_STATE),
}

impl Notice {
    fn name(self) -> &'static str {
        match self {
            Self::Pnp(ffi::StorStartDevice) => "StorStartDevice",
            Self::Pnp(ffi::StorRemoveDevice) => "StorRemoveDevice",
            Self::Pnp(ffi::StorStopDevice) => "StorStopDevice",
            Self::Pnp(ffi::StorQueryCapabilities) => "StorQueryCapabilities",
            Self::Pnp(ffi::StorSurpriseRemoval) => "StorSurpriseRemoval",
            Self::Pnp(_) => "a plug and play request",
            Self::Power(ffi::StorPowerDeviceD0) => "power up",
            Self::Power(_) => "power down",
        }
    }

    fn function(self, adapter: bool) -> Function {
        match self {
            Self::Pnp(action) => Function::Pnp { action, adapter },
            Self::Power(state) => Function::Power {
                state,
                action: ffi::StorPowerActionSleep,
                adapter,
            },
        }
    }
}

impl Storport<'_> {
    /// Tells the driver, and waits until it has completed the request, which may be after the call: time goes on meanwhile, DPCs,
    /// timers, work items and interrupts with it.
    pub fn tell(&self, adapter: &Rc<AdapterState>, action: ffi::STOR_PNP_ACTION) {
        self.tell_of(adapter, None, Notice::Pnp(action));
    }

    /// The same of a unit, or of the adapter.
    pub(super) fn tell_of(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Option<Address>,
        notice: Notice,
    ) {
        let deadline = self.kernel.clock.now() + u64::from(TIMEOUT) * SECOND;
        while !self.kernel.halted.get() {
            match self.tell_once(adapter, unit, notice, deadline) {
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
                            "{} of {} ({}) was not completed within {TIMEOUT} s",
                            notice.name(),
                            if unit.is_some() {
                                "a unit"
                            } else {
                                "the adapter"
                            },
                            if matches!(notice, Notice::Pnp(_)) {
                                "SRB_FUNCTION_PNP"
                            } else {
                                "SRB_FUNCTION_POWER"
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
            // The driver heard of the surprise when it happened.
            self.tell_of_end(adapter, unit, false);
        }
    }

    /// The driver is told that a unit was removed, and before it, if so, that it is gone: by control types and by requests. Which of them
    /// comes first is nowhere said.
    pub(super) fn tell_of_end(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Address,
        is_gone: bool,
    ) -> Option<()> {
        let steps = [
            is_gone.then_some((
                Asked::SurpriseRemoval,
                UnitRequest::SurpriseRemoval,
                ffi::StorSurpriseRemoval,
            )),
            Some((Asked::Remove, UnitRequest::Remove, ffi::StorRemoveDevice)),
        ];
        for (asked, control, action) in steps.into_iter().flatten() {
            self.with_irp(adapter, Some(unit), asked, || {
                self.tell_both(adapter, unit, control, Notice::Pnp(action))
            })?;
        }
        adapter.framework.forget(unit);
        Some(())
    }

    /// A control type and a request for the same thing.
    pub(super) fn tell_both(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Address,
        control: UnitRequest,
        notice: Notice,
    ) -> Option<bool> {
        let requests_first = self.kernel.chance(2);
        if requests_first {
            self.tell_of(adapter, Some(unit), notice);
        }
        let done = self.tell_unit(adapter, unit, control)?;
        if !requests_first {
            self.tell_of(adapter, Some(unit), notice);
        }
        (!self.kernel.halted.get()).then_some(done)
    }

    /// Sends the request: how it was answered, if it was.
    fn tell_once(
        &self,
        adapter: &Rc<AdapterState>,
        unit: Option<Address>,
        notice: Notice,
        deadline: u64,
    ) -> Option<u8> {
        // The page says that the buffer is ignored, those of capabilities that it holds them.
        let length = size_of::<ffi::STOR_DEVICE_CAPABILITIES>();
        let asks = matches!(notice, Notice::Pnp(ffi::StorQueryCapabilities));
        let data = asks.then(|| {
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
        let function = notice.function(unit.is_none());
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
