//! The way of a request back: the driver completes it, and some time later its sender is told.

use std::rc::Rc;

use miniport::ffi;

use super::check::Said;
use super::completion::Completion;
use super::slot::Holder;
use super::srb;
use super::table::{Function, Purpose, Stage};
use crate::kernel::time::{MILLISECOND, SECOND, cost};
use crate::storport::adapter::{AdapterState, Phase};
use crate::storport::port::Storport;
use crate::storport::unit::Address;
use crate::verifier::Rule;

/// How often a request is sent again after resets before its sender is told.
const RESET_RETRIES: u32 = 8;

/// How often a class driver sends a request again because of UNIT ATTENTION. No page says how often Windows does.
const ATTENTIONS: u32 = 8;

/// How long requests may be ended by a reset after it was asked for: a driver may answer first, and reset its controller then.
const RESETS_TAKE: u64 = 10 * SECOND;

impl Storport<'_> {
    /// `RequestComplete`: the driver gives a request back.
    pub fn request_complete(&self, adapter: &Rc<AdapterState>, address: usize) {
        let mut slots = adapter.slots.borrow_mut();
        let Some(index) = slots.find(address) else {
            drop(slots);
            self.kernel.violation(
                Rule::ForeignRequest,
                Some(adapter.number),
                format!("{address:#x} is no request of this adapter"),
            );
            return;
        };
        let slot = slots.at(index);
        match slot.holder {
            Holder::Driver(request) => {
                if ffi::SRB_STATUS(srb::status(slot)) == ffi::SRB_STATUS_PENDING {
                    self.kernel.violation(
                        Rule::CompletedPending,
                        Some(adapter.number),
                        "a request was completed with SRB_STATUS_PENDING",
                    );
                }
                slot.holder = Holder::Completed(request);
                slot.see_completed(adapter.requests.borrow_mut().at(request));
                if adapter.hardware.is_some() {
                    slot.close();
                    Self::close_data(adapter, request);
                }
                // Whoever polls a dump path sees it.
                if adapter.dump_mode.is_none() {
                    self.tell_later(adapter, index);
                }
            }
            Holder::Completed(_) => self.kernel.violation(
                Rule::DoubleCompletion,
                Some(adapter.number),
                "a request was completed twice",
            ),
            Holder::Nobody => self.kernel.violation(
                Rule::DoubleCompletion,
                Some(adapter.number),
                "a request was completed that is not the driver's any more",
            ),
            // That it was lost has been reported, and its sender told. No page says that Storport takes back what a bus reset should
            // have ended: completing it is the driver's to do, later too.
            Holder::Lost => slot.holder = Holder::Nobody,
        }
    }

    /// Devices may use the data of a request no more.
    fn close_data(adapter: &AdapterState, request: u32) {
        for data in adapter.requests.borrow_mut().at(request).buffers() {
            data.close();
        }
    }

    /// `StorPortCompleteRequest`: completes all requests of the addresses that are meant with a status.
    pub fn complete_all(
        &self,
        adapter: &Rc<AdapterState>,
        is_meant: impl Fn(Address) -> bool,
        status: u8,
    ) {
        let mut completed = Vec::new();
        {
            let slots = adapter.slots.borrow();
            let mut requests = adapter.requests.borrow_mut();
            for (number, slot) in slots.iter() {
                let Holder::Driver(index) = slot.holder else {
                    continue;
                };
                let Some(request) = requests.get(index) else {
                    continue;
                };
                if is_meant(request.address)
                    && matches!(request.purpose, Purpose::Sender | Purpose::Abandoned)
                {
                    completed.push((number, index));
                }
            }
        }
        for (number, index) in completed {
            let mut slots = adapter.slots.borrow_mut();
            let slot = slots.at(number);
            // SAFETY: within the request block; both forms have the status at the same place.
            unsafe { (*slot.srb.as_ptr().cast::<ffi::SCSI_REQUEST_BLOCK>()).SrbStatus = status };
            slot.holder = Holder::Completed(index);
            slot.see_completed(adapter.requests.borrow_mut().at(index));
            slot.close();
            Self::close_data(adapter, index);
            self.tell_later(adapter, number);
        }
    }

    /// Has the sender of a request told, some time later.
    fn tell_later(&self, adapter: &Rc<AdapterState>, slot: u32) {
        let adapter = Rc::clone(adapter);
        self.kernel
            .complete_later(Self::work(move |core| core.complete(&adapter, slot)));
    }

    /// Tells the sender of a request that it is complete. Runs outside of coroutines, as Storport's own DPC.
    fn complete(&self, adapter: &Rc<AdapterState>, slot: u32) {
        self.kernel.clock.pass(cost::COMPLETION);
        let (index, completion) = {
            let mut slots = adapter.slots.borrow_mut();
            let slot = slots.at(slot);
            let Holder::Completed(index) = slot.holder else {
                return;
            };
            let mut requests = adapter.requests.borrow_mut();
            let request = requests.at(index);
            let completion = srb::read(slot, adapter.form, &request.function);
            if let Some(what) = slot.written_since(request) {
                let message =
                    format!("{request}: {what} was written after the request was completed");
                self.broke(adapter, Rule::UseAfterCompletion, message);
            }
            if completion.srb_status == ffi::SRB_STATUS_SUCCESS && slot.is_data_changed(request) {
                let message = format!("{request}: its sender's data are not the driver's to write");
                self.broke(adapter, Rule::RequestChanged, message);
            }
            if let Some(wrong) = srb::changed(request, slot, adapter.configuration()) {
                self.broke(adapter, Rule::RequestChanged, format!("{request}: {wrong}"));
            }
            for data in request.buffers() {
                self.check_overrun(adapter, data);
            }
            self.check_length(adapter, request.data.as_ref(), completion.transferred);
            let said = Said {
                status: srb::status(slot),
                sense_room: usize::from(slot.sense_length),
            };
            self.check_answer(adapter, request, &completion, said);
            self.data_ends(adapter, request, Some(&completion));
            self.kernel.trace(Some(adapter.number), || {
                format!(
                    "from the driver: {request}: {completion}, {} bytes",
                    completion.transferred
                )
            });
            (index, completion)
        };
        self.take_back(adapter, slot);
        Self::not_given(adapter, index);
        self.count_down(adapter, index);
        self.decide(adapter, index, completion);
    }

    /// Whether the request is answered now or tried again.
    fn decide(&self, adapter: &Rc<AdapterState>, index: u32, mut completion: Completion) {
        let (purpose, unit, resets, scsi, length) = {
            let mut requests = adapter.requests.borrow_mut();
            let request = requests.at(index);
            let length = request.length();
            (
                request.purpose,
                request.unit,
                request.resets,
                matches!(request.function, Function::Scsi(..)),
                length,
            )
        };
        completion.transferred = completion
            .transferred
            .min(u32::try_from(length).unwrap_or(u32::MAX));
        if let Purpose::Recovery(unit) = purpose {
            self.end_recovery_request(adapter, index, unit, &completion);
            return;
        }
        let gone = adapter.phase.get() != Phase::Started && adapter.phase.get() != Phase::Starting;
        if scsi && !gone {
            match (completion.srb_status, completion.scsi_status) {
                (ffi::SRB_STATUS_BUSY, _) | (_, ffi::SCSISTAT_BUSY | ffi::SCSISTAT_QUEUE_FULL) => {
                    self.kernel.verifier.count_recovery(|count| count.busy += 1);
                    self.try_later(
                        adapter,
                        index,
                        self.kernel.between(MILLISECOND, 100 * MILLISECOND),
                    );
                    return;
                }
                (
                    ffi::SRB_STATUS_BUS_RESET
                    | ffi::SRB_STATUS_ABORTED
                    | ffi::SRB_STATUS_TIMEOUT
                    | ffi::SRB_STATUS_REQUEST_FLUSHED,
                    _,
                ) if resets < RESET_RETRIES => {
                    self.sent_again(adapter, index, completion.srb_status);
                    self.try_later(
                        adapter,
                        index,
                        self.kernel.between(MILLISECOND, 10 * MILLISECOND),
                    );
                    return;
                }
                _ if self.has_attention(adapter, index, &completion) => {
                    let delay = self.kernel.between(MILLISECOND, 10 * MILLISECOND);
                    self.try_later(adapter, index, delay);
                    return;
                }
                _ => {}
            }
        }
        self.answer(adapter, index, completion);
        self.pump(adapter, unit);
    }

    /// Whether the answer of a class driver's request is UNIT ATTENTION, and the request has a try left.
    fn has_attention(&self, adapter: &AdapterState, index: u32, completion: &Completion) -> bool {
        const UNIT_ATTENTION: u8 = 6;
        let mut requests = adapter.requests.borrow_mut();
        let request = requests.at(index);
        let again = request.of_class
            && request.attentions < ATTENTIONS
            && completion
                .sense_code()
                .is_some_and(|(key, ..)| key == UNIT_ATTENTION);
        if again {
            request.attentions += 1;
            self.kernel
                .verifier
                .count_recovery(|count| count.attentions += 1);
        }
        again
    }

    /// A request that was ended by a reset is sent again; where nobody asked for its end, the driver should not have ended it.
    fn sent_again(&self, adapter: &Rc<AdapterState>, index: u32, status: u8) {
        self.kernel
            .verifier
            .count_recovery(|count| count.retries += 1);
        let needless = {
            let mut requests = adapter.requests.borrow_mut();
            let request = requests.at(index);
            request.resets += 1;
            let dropped = std::mem::take(&mut request.dropped);
            let reset = adapter.last_reset.get();
            let asked = reset.is_some_and(|reset| request.sent < reset + RESETS_TAKE);
            (!dropped && !asked).then(|| request.to_string())
        };
        if let Some(words) = needless {
            self.broke(
                adapter,
                Rule::NeedlessRetry,
                format!("{words}: ended with SRB status {status:#04x}, and nothing was reset"),
            );
        }
    }

    /// Gives the sender its answer.
    pub fn answer(&self, adapter: &AdapterState, index: u32, completion: Completion) {
        self.port
            .open_requests
            .set(self.port.open_requests.get() - 1);
        let mut requests = adapter.requests.borrow_mut();
        let request = requests.at(index);
        request.stage = Stage::Done;
        if request.purpose != Purpose::Port {
            self.kernel.answered.set(self.kernel.answered.get() + 1);
        }
        if request.purpose == Purpose::Abandoned {
            if let Some(mut request) = requests.remove(index) {
                for data in request.take_buffers() {
                    self.kernel.buffers.give_back(data);
                }
            }
        } else {
            request.answer = Some(completion);
        }
    }

    /// A request that the driver will never complete: its slot and its data are not used again.
    pub fn give_up(&self, adapter: &AdapterState, slot: u32, index: u32, status: u8) {
        {
            let mut slots = adapter.slots.borrow_mut();
            slots.at(slot).holder = Holder::Lost;
            slots.at(slot).close();
            Self::close_data(adapter, index);
        }
        Self::not_given(adapter, index);
        // The driver may still write to the buffer: it is leaked.
        let buffers = adapter.requests.borrow_mut().at(index).take_buffers();
        buffers.for_each(std::mem::forget);
        self.answer(adapter, index, Completion::of(status));
    }
}
