//! `SCSI_REQUEST_BLOCK` and its variants.

use std::ptr;

use miniport::ffi;

use super::common::{Common, short, wmi_path};
use crate::storport::request::slot::Slot;
use crate::storport::request::table::{Function, Request};

pub(super) fn write(request: &Request, slot: &Slot, common: &Common, tag: u32) {
    let mut srb = ffi::SCSI_REQUEST_BLOCK {
        Length: short(size_of::<ffi::SCSI_REQUEST_BLOCK>()),
        Function: request.function.code(),
        SrbStatus: ffi::SRB_STATUS_PENDING,
        ScsiStatus: 0,
        PathId: request.address.path_id,
        TargetId: request.address.target_id,
        Lun: request.address.lun,
        QueueTag: (tag % 255) as u8,
        QueueAction: common.queue_action,
        CdbLength: 0,
        SenseInfoBufferLength: if common.sense.is_null() {
            0
        } else {
            slot.sense_length
        },
        SrbFlags: common.flags,
        DataTransferLength: common.length,
        TimeOutValue: request.timeout,
        DataBuffer: common.buffer,
        SenseInfoBuffer: common.sense,
        NextSrb: ptr::null_mut(),
        OriginalRequest: common.original,
        SrbExtension: common.extension,
        QueueSortKey: 0,
        Reserved: 0,
        Cdb: [0; 16],
    };
    if let Function::Scsi(cdb, length) = &request.function {
        srb.CdbLength = (*length).min(16);
        srb.Cdb.copy_from_slice(&cdb[..16]);
    }
    slot.srb.fill(0);
    let place = slot.srb.as_ptr().cast::<ffi::SCSI_REQUEST_BLOCK>();
    // SAFETY: the block has room for it and is aligned to 16.
    unsafe { place.write(srb) };
    match request.function {
        Function::Pnp { action, adapter } => {
            let pnp = place.cast::<ffi::SCSI_PNP_REQUEST_BLOCK>();
            // SAFETY: the variants have the size of the request block, see the layouts of miniport::ffi.
            unsafe {
                (*pnp).PnPSubFunction = 0;
                (*pnp).PnPAction = action;
                (*pnp).SrbPnPFlags = if adapter {
                    ffi::SRB_PNP_FLAGS_ADAPTER_REQUEST
                } else {
                    0
                };
            }
        }
        Function::Power {
            state,
            action,
            adapter,
        } => {
            let power = place.cast::<ffi::SCSI_POWER_REQUEST_BLOCK>();
            // SAFETY: as above.
            unsafe {
                (*power).SrbPowerFlags = if adapter {
                    ffi::SRB_POWER_FLAGS_ADAPTER_REQUEST
                } else {
                    0
                };
                (*power).DevicePowerState = state;
                (*power).PowerAction = action;
            }
        }
        Function::Wmi {
            minor,
            adapter,
            path,
        } => {
            let wmi = place.cast::<ffi::SCSI_WMI_REQUEST_BLOCK>();
            // SAFETY: as above.
            unsafe {
                (*wmi).WMISubFunction = minor;
                (*wmi).WMIFlags = if adapter {
                    ffi::SRB_WMI_FLAGS_ADAPTER_REQUEST
                } else {
                    0
                };
                (*wmi).DataPath = wmi_path(slot, path);
            }
        }
        Function::Scsi(..) | Function::Other(_) => {}
    }
}
