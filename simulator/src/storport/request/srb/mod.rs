//! Request blocks in both forms: how a request is written for the driver, and what the driver wrote is read back.

mod changed;
mod common;
mod scsi;
mod storage;

use miniport::ffi;

use super::completion::Completion;
use super::slot::{SENSE_LENGTH, Slot};
use super::table::{Function, Request};
use crate::kernel::memory::GARBAGE;
use crate::storport::configuration::Configuration;
use crate::storport::options::SrbForm;
pub(super) use changed::changed;
use common::Common;
use storage::Extended;

/// Writes the request block of `request` to its slot.
pub(super) fn write(request: &Request, slot: &mut Slot, configuration: &Configuration, tag: u32) {
    if let Some(extension) = &slot.extension {
        extension.fill(GARBAGE);
    }
    slot.clear_sense(sense_length(tag));
    let common = Common::of(request, slot, configuration);
    match configuration.form {
        SrbForm::Scsi => scsi::write(request, slot, &common, tag),
        SrbForm::Storage => storage::write(request, slot, &common, tag),
    }
}

/// How long the sense buffer of the request with this tag is: the class drivers of Windows 8 and later give `SENSE_BUFFER_SIZE_EX` bytes, older
/// ones `SENSE_BUFFER_SIZE`, and applications any number (`SCSI_PASS_THROUGH`). No dice are thrown for it.
fn sense_length(tag: u32) -> u8 {
    const USUAL: u8 = 18;
    match tag % 8 {
        3 => USUAL,
        5 => 32,
        _ => SENSE_LENGTH,
    }
}

/// `SrbStatus`, which both forms have at the same place.
pub(super) fn status(slot: &Slot) -> u8 {
    // SAFETY: within the block; the driver runs on this thread only, and not now.
    unsafe { (*slot.srb.as_ptr().cast::<ffi::SCSI_REQUEST_BLOCK>()).SrbStatus }
}

/// What the driver wrote to the request block.
pub(super) fn read(slot: &Slot, form: SrbForm, function: &Function) -> Completion {
    let srb_status = status(slot);
    let scsi = matches!(function, Function::Scsi(..));
    let (scsi_status, sense_length, transferred) = match form {
        SrbForm::Scsi => {
            // SAFETY: as in `status`; the block holds this form.
            let srb = unsafe { slot.srb.as_ptr().cast::<ffi::SCSI_REQUEST_BLOCK>().read() };
            (
                if scsi { srb.ScsiStatus } else { 0 },
                srb.SenseInfoBufferLength,
                srb.DataTransferLength,
            )
        }
        SrbForm::Storage => {
            // SAFETY: as in `status`; the block holds this form.
            let place = slot
                .srb
                .as_ptr()
                .cast::<Extended<ffi::SRBEX_DATA_SCSI_CDB32>>();
            // SAFETY: the fields of a CDB of 32 bytes that are read here lie where those of 16 bytes do.
            unsafe {
                let transferred = (*place).srb.DataTransferLength;
                if scsi {
                    (
                        (*place).data.ScsiStatus,
                        (*place).data.SenseInfoBufferLength,
                        transferred,
                    )
                } else {
                    (0, 0, transferred)
                }
            }
        }
    };
    let sense = if scsi && srb_status & ffi::SRB_STATUS_AUTOSENSE_VALID != 0 {
        let length = usize::from(sense_length).min(usize::from(slot.sense_length));
        // SAFETY: within the sense buffer; the driver does not run now.
        unsafe { std::slice::from_raw_parts(slot.sense.as_ptr(), length) }.to_vec()
    } else {
        Vec::new()
    };
    Completion {
        srb_status: ffi::SRB_STATUS(srb_status),
        scsi_status,
        sense,
        transferred,
    }
}
