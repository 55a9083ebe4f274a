//! `STORAGE_REQUEST_BLOCK` with its address and extended data.

use std::ptr;

use miniport::ffi;

use super::common::GUID_OFFSET;
use super::common::{Common, short, wmi_path};
use crate::kernel::memory::buffer::DataBuffer;
use crate::storport::request::slot::{SRB_SIZE, Slot};
use crate::storport::request::table::{Function, Request};

/// A storage request block with the address and the extended data that the simulator puts behind it.
#[repr(C)]
pub(super) struct Extended<T> {
    pub srb: ffi::STORAGE_REQUEST_BLOCK,
    pub address: ffi::STOR_ADDR_BTL8,
    pub data: T,
}

const ADDRESS_OFFSET: u32 = 128;
const DATA_OFFSET: u32 = 144;
/// The second extended data, of bidirectional commands, and where the block says so.
const SECOND_OFFSET: u32 = 208;
const OFFSET_OF_SECOND: usize = 124;
const _: () = {
    assert!(
        std::mem::offset_of!(Extended<ffi::SRBEX_DATA_SCSI_CDB32>, address)
            == ADDRESS_OFFSET as usize
    );
    assert!(
        std::mem::offset_of!(Extended<ffi::SRBEX_DATA_SCSI_CDB32>, data) == DATA_OFFSET as usize
    );
    assert!(size_of::<Extended<ffi::SRBEX_DATA_SCSI_CDB32>>() <= SECOND_OFFSET as usize);
    assert!(SECOND_OFFSET as usize + size_of::<ffi::SRBEX_DATA_BIDIRECTIONAL>() <= SRB_SIZE);
    assert!(
        OFFSET_OF_SECOND == std::mem::offset_of!(ffi::STORAGE_REQUEST_BLOCK, SrbExDataOffset) + 4
    );
    assert!(OFFSET_OF_SECOND + 4 <= ADDRESS_OFFSET as usize);
    assert!(size_of::<Extended<ffi::SRBEX_DATA_WMI>>() <= GUID_OFFSET);
};

pub(super) fn write(request: &Request, slot: &Slot, common: &Common, tag: u32) {
    write_function(request, slot, common, tag);
    if let Some(data) = &request.data_in {
        write_data_in(slot, common.address_of(data), short_length(data));
    }
}

fn short_length(data: &DataBuffer) -> u32 {
    u32::try_from(data.len()).unwrap_or(u32::MAX)
}

/// Adds the second buffer of a bidirectional command to the block.
fn write_data_in(slot: &Slot, buffer: ffi::PVOID, length: u32) {
    let data = ffi::SRBEX_DATA_BIDIRECTIONAL {
        Type: ffi::SrbExDataTypeBidirectional,
        Length: ffi::SRBEX_DATA_BIDIRECTIONAL_LENGTH,
        DataInTransferLength: length,
        Reserved1: 0,
        DataInBuffer: buffer,
    };
    let block = slot.srb.as_ptr();
    // SAFETY: the block was written and has room for the second data and its offset, see the assertions above.
    unsafe {
        let srb = block.cast::<ffi::STORAGE_REQUEST_BLOCK>();
        (*srb).NumSrbExData = 2;
        (*srb).SrbLength = SECOND_OFFSET + 24;
        block
            .add(OFFSET_OF_SECOND)
            .cast::<u32>()
            .write(SECOND_OFFSET);
        block
            .add(SECOND_OFFSET as usize)
            .cast::<ffi::SRBEX_DATA_BIDIRECTIONAL>()
            .write(data);
    }
}

fn write_function(request: &Request, slot: &Slot, common: &Common, tag: u32) {
    match &request.function {
        Function::Scsi(cdb, length @ 0..=16) => {
            let mut short_cdb = [0; 16];
            short_cdb.copy_from_slice(&cdb[..16]);
            write_extended(
                request,
                slot,
                common,
                tag,
                Some(ffi::SRBEX_DATA_SCSI_CDB16 {
                    Type: ffi::SrbExDataTypeScsiCdb16,
                    Length: ffi::SRBEX_DATA_SCSI_CDB16_LENGTH,
                    ScsiStatus: 0,
                    SenseInfoBufferLength: slot.sense_length,
                    CdbLength: *length,
                    Reserved: 0,
                    Reserved1: 0,
                    SenseInfoBuffer: common.sense,
                    Cdb: short_cdb,
                }),
            );
        }
        Function::Scsi(cdb, length) => write_extended(
            request,
            slot,
            common,
            tag,
            Some(ffi::SRBEX_DATA_SCSI_CDB32 {
                Type: ffi::SrbExDataTypeScsiCdb32,
                Length: ffi::SRBEX_DATA_SCSI_CDB32_LENGTH,
                ScsiStatus: 0,
                SenseInfoBufferLength: slot.sense_length,
                CdbLength: *length,
                Reserved: 0,
                Reserved1: 0,
                SenseInfoBuffer: common.sense,
                Cdb: *cdb,
            }),
        ),
        Function::Pnp { action, adapter } => write_extended(
            request,
            slot,
            common,
            tag,
            Some(ffi::SRBEX_DATA_PNP {
                Type: ffi::SrbExDataTypePnP,
                Length: ffi::SRBEX_DATA_PNP_LENGTH,
                PnPSubFunction: 0,
                Reserved: [0; 3],
                PnPAction: *action,
                SrbPnPFlags: if *adapter {
                    ffi::SRB_PNP_FLAGS_ADAPTER_REQUEST
                } else {
                    0
                },
                Reserved1: 0,
            }),
        ),
        Function::Power {
            state,
            action,
            adapter,
        } => write_extended(
            request,
            slot,
            common,
            tag,
            Some(ffi::SRBEX_DATA_POWER {
                Type: ffi::SrbExDataTypePower,
                Length: ffi::SRBEX_DATA_POWER_LENGTH,
                SrbPowerFlags: if *adapter {
                    ffi::SRB_POWER_FLAGS_ADAPTER_REQUEST
                } else {
                    0
                },
                Reserved: [0; 3],
                DevicePowerState: *state,
                PowerAction: *action,
            }),
        ),
        Function::Wmi {
            minor,
            adapter,
            path,
        } => {
            let data = wmi(*minor, *adapter);
            write_extended(request, slot, common, tag, Some(data));
            let place = slot.srb.as_ptr().cast::<Extended<ffi::SRBEX_DATA_WMI>>();
            let path = wmi_path(slot, *path);
            // SAFETY: as in `write_extended`, which has written it.
            unsafe { (*place).data.DataPath = path };
        }
        Function::Other(_) => write_extended::<ffi::SRBEX_DATA>(request, slot, common, tag, None),
    }
}

/// The data of a request of WMI, but for its path.
fn wmi(minor: u8, adapter: bool) -> ffi::SRBEX_DATA_WMI {
    ffi::SRBEX_DATA_WMI {
        Type: ffi::SrbExDataTypeWmi,
        Length: ffi::SRBEX_DATA_WMI_LENGTH,
        WMISubFunction: minor,
        WMIFlags: if adapter {
            ffi::SRB_WMI_FLAGS_ADAPTER_REQUEST
        } else {
            0
        },
        Reserved: [0; 2],
        Reserved1: 0,
        DataPath: ptr::null_mut(),
    }
}

fn write_extended<T>(request: &Request, slot: &Slot, common: &Common, tag: u32, data: Option<T>) {
    let extended = data.is_some();
    let data_size = if extended { size_of::<T>() } else { 0 };
    let srb = ffi::STORAGE_REQUEST_BLOCK {
        Length: short(size_of::<ffi::STORAGE_REQUEST_BLOCK>()),
        Function: ffi::SRB_FUNCTION_STORAGE_REQUEST_BLOCK,
        SrbStatus: ffi::SRB_STATUS_PENDING,
        ReservedUlong1: 0,
        Signature: ffi::SRB_SIGNATURE,
        Version: ffi::STORAGE_REQUEST_BLOCK_VERSION_1,
        SrbLength: DATA_OFFSET + u32::from(short(data_size)),
        SrbFunction: u32::from(request.function.code()),
        SrbFlags: common.flags,
        ReservedUlong2: 0,
        RequestTag: tag,
        RequestPriority: 2,
        RequestAttribute: u16::from(common.queue_action),
        TimeOutValue: request.timeout,
        SystemStatus: 0,
        ZeroGuard1: 0,
        AddressOffset: ADDRESS_OFFSET,
        NumSrbExData: u32::from(extended),
        DataTransferLength: common.length,
        DataBuffer: common.buffer,
        ZeroGuard2: ptr::null_mut(),
        OriginalRequest: common.original,
        ClassContext: ptr::null_mut(),
        PortContext: ptr::null_mut(),
        MiniportContext: common.extension,
        NextSrb: ptr::null_mut(),
        SrbExDataOffset: [if extended { DATA_OFFSET } else { 0 }],
    };
    // SAFETY: an address of integers only, zero is a value of all.
    let mut address: ffi::STOR_ADDR_BTL8 = unsafe { std::mem::zeroed() };
    address.Type = ffi::STOR_ADDRESS_TYPE_BTL8;
    address.AddressLength = ffi::STOR_ADDR_BTL8_ADDRESS_LENGTH;
    address.Path = request.address.path_id;
    address.Target = request.address.target_id;
    address.Lun = request.address.lun;
    slot.srb.fill(0);
    let place = slot.srb.as_ptr().cast::<Extended<T>>();
    // SAFETY: the block has room for all forms, see the assertions above, and is aligned to 16.
    unsafe {
        (&raw mut (*place).srb).write(srb);
        (&raw mut (*place).address).write(address);
        if let Some(data) = data {
            (&raw mut (*place).data).write(data);
        }
    }
}
