//! Requests of both forms: where a command is, and where its answer goes.

use std::ptr;

use miniport::ffi::*;

use super::commands::execute;
use super::{Answer, Command, DeviceExtension};

pub(super) unsafe fn start_scsi(extension: *mut DeviceExtension, srb: PSCSI_REQUEST_BLOCK) {
    unsafe {
        let answer = match (*srb).Function {
            SRB_FUNCTION_EXECUTE_SCSI => execute(
                extension,
                &Command {
                    cdb: (&raw const (*srb).Cdb).cast(),
                    cdb_length: (*srb).CdbLength,
                    data: data_of(extension, srb.cast(), (*srb).DataTransferLength),
                    length: (*srb).DataTransferLength,
                    path: (*srb).PathId,
                    target: (*srb).TargetId,
                    lun: (*srb).Lun,
                },
            ),
            function => other_function(u32::from(function)),
        };
        (*srb).SrbStatus = answer.srb_status;
        (*srb).DataTransferLength = answer.transferred;
        if (*srb).Function == SRB_FUNCTION_EXECUTE_SCSI {
            (*srb).ScsiStatus = answer.scsi_status;
            if let Some(sense) = answer.sense
                && write_sense(
                    (*srb).SenseInfoBuffer.cast(),
                    (*srb).SenseInfoBufferLength,
                    sense,
                )
            {
                (*srb).SrbStatus |= SRB_STATUS_AUTOSENSE_VALID;
            }
        }
    }
}

pub(super) unsafe fn start_storage(
    extension: *mut DeviceExtension,
    srb: *mut STORAGE_REQUEST_BLOCK,
) {
    unsafe {
        if (*srb).SrbFunction != u32::from(SRB_FUNCTION_EXECUTE_SCSI) {
            let answer = other_function((*srb).SrbFunction);
            (*srb).SrbStatus = answer.srb_status;
            return;
        }
        let address = srb
            .byte_add((*srb).AddressOffset as usize)
            .cast::<STOR_ADDR_BTL8>();
        let data = srb
            .byte_add((*srb).SrbExDataOffset[0] as usize)
            .cast::<SRBEX_DATA_SCSI_CDB32>();
        if (*srb).NumSrbExData == 0
            || ((*data).Type != SrbExDataTypeScsiCdb16 && (*data).Type != SrbExDataTypeScsiCdb32)
        {
            (*srb).SrbStatus = SRB_STATUS_INVALID_REQUEST;
            return;
        }
        let answer = execute(
            extension,
            &Command {
                cdb: (&raw const (*data).Cdb).cast(),
                cdb_length: (*data).CdbLength,
                data: data_of(extension, srb.cast(), (*srb).DataTransferLength),
                length: (*srb).DataTransferLength,
                path: (*address).Path,
                target: (*address).Target,
                lun: (*address).Lun,
            },
        );
        (*srb).SrbStatus = answer.srb_status;
        (*srb).DataTransferLength = answer.transferred;
        (*data).ScsiStatus = answer.scsi_status;
        if let Some(sense) = answer.sense
            && write_sense(
                (*data).SenseInfoBuffer.cast(),
                (*data).SenseInfoBufferLength,
                sense,
            )
        {
            (*srb).SrbStatus |= SRB_STATUS_AUTOSENSE_VALID;
        }
    }
}

/// Where the data of a request are mapped; `DataBuffer` says it only where the driver has asked for mapped buffers.
unsafe fn data_of(
    extension: *mut DeviceExtension,
    srb: PSCSI_REQUEST_BLOCK,
    length: u32,
) -> *mut u8 {
    let mut address = ptr::null_mut();
    if length != 0 {
        unsafe { StorPortGetSystemAddress(extension.cast(), srb, &raw mut address) };
    }
    address.cast()
}

fn other_function(function: u32) -> Answer {
    match function as u8 {
        SRB_FUNCTION_FLUSH
        | SRB_FUNCTION_SHUTDOWN
        | SRB_FUNCTION_RESET_LOGICAL_UNIT
        | SRB_FUNCTION_RESET_DEVICE
        | SRB_FUNCTION_RESET_BUS
        | SRB_FUNCTION_PNP
        | SRB_FUNCTION_POWER => Answer::status(SRB_STATUS_SUCCESS),
        _ => Answer::status(SRB_STATUS_INVALID_REQUEST),
    }
}

/// Fixed sense data.
unsafe fn write_sense(buffer: *mut u8, length: u8, (key, asc, ascq): (u8, u8, u8)) -> bool {
    if buffer.is_null() || length < 18 {
        return false;
    }
    let mut sense = [0u8; 18];
    sense[0] = 0x70;
    sense[2] = key;
    sense[7] = 10;
    sense[12] = asc;
    sense[13] = ascq;
    unsafe { ptr::copy_nonoverlapping(sense.as_ptr(), buffer, sense.len()) };
    true
}
