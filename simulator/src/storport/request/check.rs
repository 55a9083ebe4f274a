//! What is looked at when a request comes back: its memory, its statuses, its length.

use miniport::ffi;

use super::completion::Completion;
use super::table::{Direction, Function, Request};
use super::words::extent;
use super::{own_length, sense};
use crate::kernel::memory::buffer::DataBuffer;
use crate::storport::adapter::AdapterState;
use crate::storport::port::Storport;
use crate::verifier::Rule;

impl Storport<'_> {
    pub(super) fn check_overrun(&self, adapter: &AdapterState, data: &DataBuffer) {
        if let Err(place) = data.check() {
            self.broke(
                adapter,
                Rule::Overrun,
                format!("the data buffer of a request was written {place}"),
            );
        }
    }

    pub(super) fn check_length(
        &self,
        adapter: &AdapterState,
        data: Option<&DataBuffer>,
        transferred: u32,
    ) {
        let Some(data) = data else { return };
        if transferred as usize > data.len() {
            self.broke(
                adapter,
                Rule::TransferLength,
                format!(
                    "DataTransferLength says {transferred} bytes of {}",
                    data.len()
                ),
            );
        }
    }

    /// Whether what a command was answered with goes together, by the page of `SCSI_REQUEST_BLOCK`: `ScsiStatus` that is not GOOD wants
    /// `SRB_STATUS_ERROR`, which says "an error in the SCSI bus status", and a data overrun or underrun `SRB_STATUS_DATA_OVERRUN`.
    pub(super) fn check_answer(
        &self,
        adapter: &AdapterState,
        request: &Request,
        completion: &Completion,
        status: u8,
    ) {
        let Function::Scsi(cdb, _) = &request.function else {
            return;
        };
        if let Some(wrong) = wrong_status(request, completion, status) {
            self.broke(adapter, Rule::RequestStatus, format!("{request}: {wrong}"));
        } else if completion.is_answered() {
            self.check_moved(adapter, request, cdb, completion);
        }
    }

    /// Whether a command that succeeded moved what it is about: a read or write all its blocks, another one as much as its answer says
    /// itself that it has.
    fn check_moved(
        &self,
        adapter: &AdapterState,
        request: &Request,
        cdb: &[u8; 32],
        completion: &Completion,
    ) {
        let (transferred, success) = (u64::from(completion.transferred), completion.is_success());
        let wrong = if request.function.is_read_or_write() {
            let block = adapter.units.borrow_mut().at(request.unit).block_size;
            let Some((_, blocks)) = extent(cdb).filter(|_| success && block != 0) else {
                return;
            };
            let wanted = blocks * u64::from(block);
            if wanted != transferred {
                format!(
                    "SRB_STATUS_SUCCESS, and DataTransferLength says {transferred} of {wanted} bytes"
                )
            } else if wanted != 0 && request.is_untouched() {
                "SRB_STATUS_SUCCESS, and nothing was written to its buffer".to_owned()
            } else {
                return;
            }
        } else {
            let Some(data) = request.data.as_ref() else {
                return;
            };
            let answer = data.start(own_length::HEADER);
            match own_length::of(cdb, &answer, data.len()) {
                Some(own) if request.direction == Direction::In && transferred != own => {
                    format!("the answer has {own} bytes, and DataTransferLength says {transferred}")
                }
                _ => return,
            }
        };
        self.broke(adapter, Rule::TransferLength, format!("{request}: {wrong}"));
    }

    /// The runtime of a driver says that a request is dropped, which it then completes.
    pub fn dropped(&self, adapter: &AdapterState, srb: usize) {
        let Some(request) = Self::request_of(adapter, srb) else {
            return;
        };
        let words = {
            let mut requests = adapter.requests.borrow_mut();
            let request = requests.at(request);
            request.dropped = true;
            request.to_string()
        };
        self.kernel
            .verifier
            .count_recovery(|count| count.dropped += 1);
        let place = self.kernel.place_of_driver();
        self.kernel.violation(
            Rule::DroppedRequest,
            Some(adapter.number),
            format!("{words}: dropped{place}"),
        );
    }

    /// The request that the driver has by this address.
    fn request_of(adapter: &AdapterState, srb: usize) -> Option<u32> {
        let mut slots = adapter.slots.borrow_mut();
        let slot = slots.find(srb)?;
        match slots.at(slot).holder {
            super::slot::Holder::Driver(request) => Some(request),
            _ => None,
        }
    }
}

/// What is wrong with the statuses of a SCSI command; `status` is `SrbStatus` with its flags.
fn wrong_status(request: &Request, completion: &Completion, status: u8) -> Option<String> {
    const GOOD: [u8; 2] = [ffi::SCSISTAT_GOOD, ffi::SCSISTAT_CONDITION_MET];
    let (srb, scsi) = (completion.srb_status, completion.scsi_status);
    let is_good = GOOD.contains(&scsi);
    match srb {
        _ if status & ffi::SRB_STATUS_QUEUE_FROZEN != 0 => {
            Some("SRB_STATUS_QUEUE_FROZEN is for Storport, and the driver has set it".to_owned())
        }
        ffi::SRB_STATUS_SUCCESS if !is_good => {
            Some(format!("SRB_STATUS_SUCCESS, and ScsiStatus is {scsi:#04x}"))
        }
        ffi::SRB_STATUS_ERROR if is_good => {
            Some("SRB_STATUS_ERROR, and ScsiStatus says no error".to_owned())
        }
        ffi::SRB_STATUS_ERROR if scsi == ffi::SCSISTAT_CHECK_CONDITION => {
            // Who asks without it gets the status alone.
            let without = request.flags & ffi::SRB_FLAGS_DISABLE_AUTOSENSE != 0;
            if completion.sense.is_empty() && without {
                return None;
            }
            sense::wrong(&completion.sense).map(|what| format!("CHECK CONDITION {what}"))
        }
        ffi::SRB_STATUS_SUCCESS
        | ffi::SRB_STATUS_ERROR
        | ffi::SRB_STATUS_ERROR_RECOVERY
        | ffi::SRB_STATUS_REQUEST_SENSE_FAILED => None,
        // Both say the same.
        ffi::SRB_STATUS_BUSY if [ffi::SCSISTAT_BUSY, ffi::SCSISTAT_QUEUE_FULL].contains(&scsi) => {
            None
        }
        _ if !is_good => Some(format!(
            "ScsiStatus is {scsi:#04x}, and SrbStatus is {srb:#04x}, not SRB_STATUS_ERROR"
        )),
        _ => None,
    }
}
