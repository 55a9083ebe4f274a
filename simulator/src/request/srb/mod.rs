//! Request blocks in both forms: how a request is written for the driver, and what the driver wrote is read back.

mod scsi;
mod storage;

use std::ptr;

use miniport::ffi;

use super::slot::{SENSE_SIZE, Slot};
use super::{Completion, Direction, Function, Request};
use crate::adapter::SrbForm;
use crate::adapter::configuration::{Configuration, MapBuffers};
use crate::memory::{GARBAGE, UNMAPPED};
use storage::Extended;

/// Everything of the request that both forms say.
struct Common {
    flags: u32,
    length: u32,
    buffer: ffi::PVOID,
    sense: ffi::PVOID,
    extension: ffi::PVOID,
    original: ffi::PVOID,
    queue_action: u8,
}

impl Common {
    fn of(request: &Request, slot: &Slot, configuration: &Configuration) -> Self {
        let scsi = matches!(request.function, Function::Scsi(..));
        let length = request
            .data
            .as_ref()
            .map_or(0, crate::memory::buffer::DataBuffer::len);
        let mapped = match configuration.map_buffers {
            MapBuffers::All => true,
            MapBuffers::NonReadWrite => !request.function.is_read_or_write(),
            MapBuffers::None => matches!(
                request.function.code(),
                ffi::SRB_FUNCTION_IO_CONTROL | ffi::SRB_FUNCTION_WMI
            ),
        };
        let buffer =
            request
                .data
                .as_ref()
                .filter(|_| length != 0)
                .map_or(ptr::null_mut(), |data| {
                    if mapped {
                        data.as_ptr().cast()
                    } else {
                        UNMAPPED as ffi::PVOID
                    }
                });
        let direction = match request.direction {
            Direction::None => 0,
            Direction::In => ffi::SRB_FLAGS_DATA_IN,
            Direction::Out => ffi::SRB_FLAGS_DATA_OUT,
            Direction::Both => ffi::SRB_FLAGS_UNSPECIFIED_DIRECTION,
        };
        let queueing = if scsi {
            ffi::SRB_FLAGS_QUEUE_ACTION_ENABLE
                | ffi::SRB_FLAGS_NO_QUEUE_FREEZE
                | ffi::SRB_FLAGS_DISABLE_SYNCH_TRANSFER
        } else {
            0
        };
        Self {
            flags: direction | queueing,
            length: u32::try_from(length).unwrap_or(u32::MAX),
            buffer,
            sense: if scsi {
                slot.sense.as_ptr().cast()
            } else {
                ptr::null_mut()
            },
            extension: slot
                .extension
                .as_ref()
                .map_or(ptr::null_mut(), |extension| extension.as_ptr().cast()),
            // An address that is no memory: the driver has no business with the IRP.
            original: (UNMAPPED + 0x10) as ffi::PVOID,
            queue_action: if scsi { ffi::SRB_SIMPLE_TAG_REQUEST } else { 0 },
        }
    }
}

/// Writes the request block of `request` to its slot.
pub(super) fn write(request: &Request, slot: &Slot, configuration: &Configuration, tag: u32) {
    if let Some(extension) = &slot.extension {
        extension.fill(GARBAGE);
    }
    slot.sense.fill(0);
    let common = Common::of(request, slot, configuration);
    match configuration.form {
        SrbForm::Scsi => scsi::write(request, slot, &common, tag),
        SrbForm::Storage => storage::write(request, slot, &common, tag),
    }
}

fn short(size: usize) -> u16 {
    u16::try_from(size).unwrap_or(u16::MAX)
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
        let length = usize::from(sense_length).min(SENSE_SIZE);
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
