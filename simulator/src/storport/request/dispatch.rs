//! The way of a request to the driver: `HwStorBuildIo`, then `HwStorStartIo`.

use std::rc::Rc;

use miniport::ffi;

use super::completion::Completion;
use super::slot::Holder;
use super::srb;
use super::table::{Purpose, Request, Stage};
use crate::kernel::level::{APC_LEVEL, DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::kernel::memory::physical::{Access, PhysicalMemory, Placement};
use crate::kernel::time::{MILLISECOND, SECOND};
use crate::storport::adapter::{AdapterState, Phase};
use crate::storport::port::Storport;
use crate::verifier::{Role, Rule};

/// How often a request is tried again before its sender is told that the device is busy.
const BUSY_RETRIES: u32 = 500;

impl Storport<'_> {
    /// Accepts a request; it is answered some time after.
    pub fn submit(&self, adapter: &Rc<AdapterState>, mut request: Request) -> u32 {
        self.port
            .open_requests
            .set(self.port.open_requests.get() + 1);
        let unit = adapter
            .units
            .borrow_mut()
            .find_or_add(request.address, adapter.configuration().queue_depth);
        request.unit = unit;
        request.stage = Stage::Queued;
        request.submitted = self.kernel.clock.now();
        let direct = request.is_direct();
        let index = adapter.requests.borrow_mut().add(request);
        if direct {
            self.send(adapter, index);
        } else {
            adapter.units.borrow_mut().at(unit).queue.push_back(index);
            self.pump(adapter, unit);
        }
        index
    }

    /// Sends a request to the driver, past all queues that hold others back.
    pub fn send(&self, adapter: &Rc<AdapterState>, index: u32) {
        let unit = {
            let mut requests = adapter.requests.borrow_mut();
            let request = requests.at(index);
            request.stage = Stage::Ready;
            request.unit
        };
        adapter.units.borrow_mut().at(unit).outstanding += 1;
        adapter.outstanding.set(adapter.outstanding.get() + 1);
        let adapter = Rc::clone(adapter);
        // Requests come to a virtual miniport at the IRQL of their sender.
        let irql = if adapter.virtual_device {
            [PASSIVE_LEVEL, APC_LEVEL, DISPATCH_LEVEL][self.kernel.below(3)]
        } else {
            DISPATCH_LEVEL
        };
        self.make_ready(irql, move |core| core.dispatch(&adapter, index));
    }

    /// Runs on a coroutine at `DISPATCH_LEVEL`, or below it for a virtual miniport.
    fn dispatch(&self, adapter: &Rc<AdapterState>, index: u32) {
        let (of_port, is_notice) = {
            let mut requests = adapter.requests.borrow_mut();
            let request = requests.at(index);
            (
                request.purpose == Purpose::Port,
                request.function.is_notice(),
            )
        };
        let gone = matches!(adapter.phase.get(), Phase::SurpriseRemoved | Phase::Removed);
        if gone && !of_port {
            Self::not_given(adapter, index);
            self.answer(adapter, index, Completion::of(ffi::SRB_STATUS_NO_DEVICE));
            return;
        }
        if let Some(hardware) = &adapter.hardware {
            self.kernel.disturb(hardware);
        }
        let slot = self.fill_slot(adapter, index);
        let srb = adapter.slots.borrow_mut().at(slot).srb.as_ptr();
        let extension = adapter.device_extension();
        self.kernel.trace(Some(adapter.number), || {
            format!("to the driver: {}", adapter.requests.borrow_mut().at(index))
        });
        self.kernel
            .pulse
            .set_about(adapter.requests.borrow_mut().at(index).about());
        // The pages of SCSI_PNP_REQUEST_BLOCK and SCSI_POWER_REQUEST_BLOCK send them through HwStorBuildIo, that of HwStorBuildIo does
        // not list them, and drivers have seen those of the adapter without: both happen. Of WMI, no page says.
        let unbuilt = is_notice && self.kernel.chance(2);
        // A virtual miniport has no HwStorBuildIo for Storport (documentation of virtual miniports).
        let build_io = adapter.init.HwBuildIo;
        if let Some(build_io) = build_io.filter(|_| !adapter.virtual_device && !unbuilt) {
            // SAFETY: the driver registered the routine; the request is the driver's until it completes it.
            let start = self.callback(adapter, Role::HwBuildIo, || unsafe {
                build_io(extension, srb.cast())
            });
            if start == 0 {
                self.kernel.pulse.set_about([0; 3]);
                // The driver completes the request itself, or has done so.
                return;
            }
            if adapter.slots.borrow_mut().at(slot).holder != Holder::Driver(index) {
                self.broke(adapter, Rule::DoubleCompletion, "HwStorBuildIo completed the request and returned TRUE, so that it was to be started");
                return;
            }
        }
        let Some(start_io) = adapter.init.HwStartIo else {
            return;
        };
        let lock = adapter.starting_lock(self.kernel.fiber().processor.get());
        let started = self.kernel.with_locks(lock.as_slice(), || {
            // SAFETY: as above.
            self.callback(adapter, Role::HwStartIo, || unsafe {
                start_io(extension, srb.cast())
            })
        });
        self.kernel.pulse.set_about([0; 3]);
        let waits = adapter.slots.borrow_mut().at(slot).holder == Holder::Driver(index);
        if waits
            && started != 0
            && adapter
                .requests
                .borrow_mut()
                .at(index)
                .function
                .is_registration()
        {
            let what = "a request for WMI registration must not wait: HwStorStartIo returned without having completed it";
            self.broke(adapter, Rule::WmiAnswer, what);
        }
        if started == 0 {
            self.refused(adapter, index, slot);
        }
    }

    /// The memory that the slots of an adapter are in, if a device may reach them.
    fn memory_of_slots(&self, adapter: &AdapterState) -> Option<(&Rc<PhysicalMemory>, Placement)> {
        adapter.hardware.as_ref()?;
        let high = adapter.configuration().high_extensions;
        Some((&self.kernel.memory, Placement::of_reach(high)))
    }

    pub(super) fn fill_slot(&self, adapter: &Rc<AdapterState>, index: u32) -> u32 {
        let configuration = adapter.configuration();
        let mut slots = adapter.slots.borrow_mut();
        let mut requests = adapter.requests.borrow_mut();
        let request = requests.at(index);
        let (number, wrong) = slots.take(
            configuration.srb_extension as usize,
            self.memory_of_slots(adapter),
        );
        if let Some(what) = wrong {
            self.broke(
                adapter,
                Rule::UseAfterCompletion,
                format!("{what} was written after the request was completed"),
            );
        }
        let slot = slots.at(number);
        slot.holder = Holder::Driver(index);
        slot.deadline = if request.purpose == Purpose::Port {
            u64::MAX
        } else {
            self.kernel.clock.now() + u64::from(request.timeout.max(1)) * SECOND
        };
        request.stage = Stage::Driver(number);
        if request.function.is_reset() {
            self.is_reset(adapter);
        }
        request.late = false;
        request.sent = self.kernel.clock.now();
        let tag = adapter.next_tag.get();
        adapter.next_tag.set(tag.wrapping_add(1).max(1));
        srb::write(request, slot, configuration, tag);
        slot.see_sent(request);
        self.data_begins(adapter, request);
        if adapter.hardware.is_some() {
            slot.open(adapter.device_owner());
            if let Some(data) = &request.data {
                data.open(adapter.device_owner(), request.direction.device_access());
            }
            if let Some(data) = &request.data_in {
                data.open(adapter.number, Access::Write);
            }
        }
        if !adapter.watching.replace(true) {
            let adapter = Rc::clone(adapter);
            self.schedule(SECOND, move |core| core.watch(&adapter));
        }
        number
    }

    /// `HwStorStartIo` returned FALSE: the request comes back and is tried again.
    fn refused(&self, adapter: &Rc<AdapterState>, index: u32, slot: u32) {
        if adapter.slots.borrow_mut().at(slot).holder != Holder::Driver(index) {
            self.broke(
                adapter,
                Rule::DoubleCompletion,
                "HwStorStartIo completed the request and returned FALSE, which gives it back",
            );
            return;
        }
        self.data_ends(adapter, adapter.requests.borrow_mut().at(index), None);
        self.take_back(adapter, slot);
        Self::not_given(adapter, index);
        self.kernel.verifier.count_recovery(|count| count.busy += 1);
        self.try_later(
            adapter,
            index,
            self.kernel.between(MILLISECOND, 10 * MILLISECOND),
        );
    }

    /// The slot is the port driver's again.
    pub fn take_back(&self, adapter: &AdapterState, slot: u32) {
        if let Some((what, place)) = adapter.slots.borrow_mut().give_back(slot) {
            self.broke(
                adapter,
                Rule::Overrun,
                format!("{what} was written {place}"),
            );
        }
    }

    /// The driver has the request no more.
    pub fn not_given(adapter: &AdapterState, index: u32) {
        let unit = adapter.requests.borrow_mut().at(index).unit;
        adapter.units.borrow_mut().at(unit).outstanding -= 1;
        adapter.outstanding.set(adapter.outstanding.get() - 1);
    }

    /// Tries a request again after a while; in the end its sender is told that the device is busy.
    pub fn try_later(&self, adapter: &Rc<AdapterState>, index: u32, delay: u64) {
        let (generation, unit, tries, purpose) = {
            let mut requests = adapter.requests.borrow_mut();
            let request = requests.at(index);
            request.busy += 1;
            request.stage = Stage::Delayed;
            (
                request.generation,
                request.unit,
                request.busy,
                request.purpose,
            )
        };
        if tries > BUSY_RETRIES {
            let words = adapter.requests.borrow_mut().at(index).to_string();
            let message = format!("{words}: refused, or answered as busy, {BUSY_RETRIES} times");
            self.broke(adapter, Rule::LateRequest, message);
            let busy = Completion::of(ffi::SRB_STATUS_BUSY);
            if let Purpose::Recovery(unit) = purpose {
                self.end_recovery_request(adapter, index, unit, &busy);
            } else {
                self.answer(adapter, index, busy);
            }
        } else {
            let adapter = Rc::clone(adapter);
            self.schedule(delay, move |core| core.retry(&adapter, index, generation));
        }
        self.pump(adapter, unit);
    }

    /// The time to try a request again has come.
    fn retry(&self, adapter: &Rc<AdapterState>, index: u32, generation: u32) {
        let (unit, direct) = {
            let mut requests = adapter.requests.borrow_mut();
            match requests.get(index) {
                Some(request)
                    if request.generation == generation && request.stage == Stage::Delayed =>
                {
                    request.stage = Stage::Queued;
                    (request.unit, request.is_direct())
                }
                _ => return,
            }
        };
        if direct {
            self.send(adapter, index);
            return;
        }
        adapter.units.borrow_mut().at(unit).queue.push_front(index);
        self.pump(adapter, unit);
    }
}
