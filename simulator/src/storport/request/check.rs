//! What is looked at when a request comes back: its memory, its statuses, its length.

use miniport::ffi;

use super::completion::Completion;
use super::table::{Function, Request};
use super::words::extent;
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

    /// Whether what a command was answered with goes together. `ScsiStatus` that is not GOOD wants `SRB_STATUS_ERROR`, and a data
    /// overrun or underrun `SRB_STATUS_DATA_OVERRUN` (page of `SCSI_REQUEST_BLOCK`).
    pub(super) fn check_answer(
        &self,
        adapter: &AdapterState,
        request: &Request,
        completion: &Completion,
    ) {
        let Function::Scsi(cdb, _) = &request.function else {
            return;
        };
        let success = completion.srb_status == ffi::SRB_STATUS_SUCCESS;
        let wrong = match completion.scsi_status {
            ffi::SCSISTAT_GOOD | ffi::SCSISTAT_CONDITION_MET if success => {
                self.check_moved(adapter, request, cdb, completion.transferred);
                return;
            }
            ffi::SCSISTAT_GOOD | ffi::SCSISTAT_CONDITION_MET => return,
            status if success => {
                format!("SRB_STATUS_SUCCESS, and ScsiStatus is {status:#04x}")
            }
            // Who asks without it gets the status alone.
            ffi::SCSISTAT_CHECK_CONDITION
                if completion.sense.is_empty()
                    && request.flags & ffi::SRB_FLAGS_DISABLE_AUTOSENSE != 0 =>
            {
                return;
            }
            ffi::SCSISTAT_CHECK_CONDITION if completion.sense.is_empty() => {
                "CHECK CONDITION without sense data (SRB_STATUS_AUTOSENSE_VALID)".to_owned()
            }
            ffi::SCSISTAT_CHECK_CONDITION => match completion.sense_code() {
                Some((0, 0, 0)) => "CHECK CONDITION with sense data that say NO SENSE".to_owned(),
                None => "CHECK CONDITION with sense data of no form that there is".to_owned(),
                Some(_) => return,
            },
            _ => return,
        };
        self.broke(adapter, Rule::RequestStatus, format!("{request}: {wrong}"));
    }

    /// Whether a read or write that succeeded moved all its blocks.
    fn check_moved(
        &self,
        adapter: &AdapterState,
        request: &Request,
        cdb: &[u8; 32],
        transferred: u32,
    ) {
        if !request.function.is_read_or_write() {
            return;
        }
        let block = adapter.units.borrow_mut().at(request.unit).block_size;
        let Some((_, blocks)) = extent(cdb).filter(|_| block != 0) else {
            return;
        };
        let wanted = blocks * u64::from(block);
        if wanted != u64::from(transferred) {
            self.broke(
                adapter,
                Rule::TransferLength,
                format!("{request}: SRB_STATUS_SUCCESS, and DataTransferLength says {transferred} of {wanted} bytes"),
            );
        }
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
