//! What is looked at when a request comes back: its memory, its statuses, its length.

use std::ops::RangeInclusive;

use miniport::ffi;

use super::completion::Completion;
use super::table::{Direction, Function, Request};
use super::words::extent;
use super::{own_length, sense};
use crate::kernel::memory::buffer::DataBuffer;
use crate::storport::adapter::AdapterState;
use crate::storport::port::Storport;
use crate::verifier::Rule;

/// What a request block says beside its [`Completion`].
#[derive(Clone, Copy)]
pub(super) struct Said {
    /// `SrbStatus` with its flags.
    pub status: u8,
    /// How many bytes of sense data the sender had room for.
    pub sense_room: usize,
}

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
        said: Said,
    ) {
        let Function::Scsi(cdb, _) = &request.function else {
            if let Some(wrong) = no_status(completion.srb_status, said.status) {
                self.broke(adapter, Rule::RequestStatus, format!("{request}: {wrong}"));
            }
            return;
        };
        if let Some(wrong) = wrong_status(request, completion, said) {
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
            let untouched = request.untouched(block, wanted);
            match untouched {
                _ if wanted != transferred => format!(
                    "SRB_STATUS_SUCCESS, and DataTransferLength says {transferred} of {wanted} bytes"
                ),
                Some(found) if (found.len() as u64) == blocks => {
                    "SRB_STATUS_SUCCESS, and nothing was written to its buffer".to_owned()
                }
                Some(found) => format!(
                    "SRB_STATUS_SUCCESS, and nothing was written to its buffer for {} of its blocks, from number {} on",
                    found.len(),
                    found.start
                ),
                None => return,
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

/// What `SrbStatus` says that no driver says: `srb` is the status, `status` has its flags too.
fn no_status(srb: u8, status: u8) -> Option<String> {
    /// The statuses of srb.h; `SRB_STATUS_PENDING` has a rule of its own.
    const KNOWN: [RangeInclusive<u8>; 4] = [
        ffi::SRB_STATUS_PENDING..=ffi::SRB_STATUS_COMMAND_TIMEOUT,
        ffi::SRB_STATUS_MESSAGE_REJECTED..=ffi::SRB_STATUS_REQUEST_FLUSHED,
        ffi::SRB_STATUS_INVALID_LUN..=ffi::SRB_STATUS_INVALID_PARAMETER,
        ffi::SRB_STATUS_INTERNAL_ERROR..=ffi::SRB_STATUS_INTERNAL_ERROR,
    ];
    if status & ffi::SRB_STATUS_QUEUE_FROZEN != 0 {
        return Some(
            "SRB_STATUS_QUEUE_FROZEN is for Storport, and the driver has set it".to_owned(),
        );
    }
    let known = KNOWN.iter().any(|known| known.contains(&srb));
    (!known).then(|| format!("SrbStatus is {srb:#04x}, which srb.h does not have"))
}

/// The statuses of SAM, the obsolete ones too.
const SCSI_STATUSES: [u8; 11] = [
    ffi::SCSISTAT_GOOD,
    ffi::SCSISTAT_CHECK_CONDITION,
    ffi::SCSISTAT_CONDITION_MET,
    ffi::SCSISTAT_BUSY,
    ffi::SCSISTAT_INTERMEDIATE,
    ffi::SCSISTAT_INTERMEDIATE_COND_MET,
    ffi::SCSISTAT_RESERVATION_CONFLICT,
    ffi::SCSISTAT_COMMAND_TERMINATED,
    ffi::SCSISTAT_QUEUE_FULL,
    // ACA ACTIVE and TASK ABORTED, which scsi.h lacks.
    0x30,
    0x40,
];

/// What is wrong with the statuses of a SCSI command.
fn wrong_status(request: &Request, completion: &Completion, said: Said) -> Option<String> {
    const GOOD: [u8; 2] = [ffi::SCSISTAT_GOOD, ffi::SCSISTAT_CONDITION_MET];
    let (srb, scsi) = (completion.srb_status, completion.scsi_status);
    let is_good = GOOD.contains(&scsi);
    if let Some(wrong) = no_status(srb, said.status) {
        return Some(wrong);
    }
    match srb {
        _ if !SCSI_STATUSES.contains(&scsi) => {
            Some(format!("ScsiStatus is {scsi:#04x}, which is no status"))
        }
        // "The miniport should not update the Srb's DataTransferLength" (page of HW_STARTIO).
        ffi::SRB_STATUS_BUSY if completion.transferred as usize != request.length() => {
            Some(format!(
                "SRB_STATUS_BUSY, and DataTransferLength was {} and is {}",
                request.length(),
                completion.transferred
            ))
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
            sense::wrong(&completion.sense, said.sense_room)
                .map(|what| format!("CHECK CONDITION {what}"))
        }
        _ if !completion.sense.is_empty() && !sense::is_any(&completion.sense) => {
            Some("SRB_STATUS_AUTOSENSE_VALID with sense data of no form that there is".to_owned())
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
