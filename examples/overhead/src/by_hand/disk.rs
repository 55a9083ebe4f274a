//! A RAM disk of one unit, just enough to be found and read.

use core::sync::atomic::{AtomicU8, Ordering};
use core::{mem, ptr, slice};

use miniport::ffi::*;

use crate::{BLOCK, BLOCKS, capacity, inquiry};

#[repr(C)]
pub struct Disk {
    memory: *mut u8,
    /// The memory is there: what comes before, or after the end, is answered without it.
    alive: AtomicU8,
}

unsafe extern "system" fn find_adapter(
    extension: PVOID,
    _: PVOID,
    _: PVOID,
    _: PVOID,
    _: PCHAR,
    config: PPORT_CONFIGURATION_INFORMATION,
    _: PBOOLEAN,
) -> ULONG {
    unsafe {
        let disk = extension.cast::<Disk>();
        let mut memory = ptr::null_mut();
        let length = BLOCK * BLOCKS as usize;
        let status = StorPortAllocatePool(extension, length as u32, 0x4472_6d52, &raw mut memory);
        if status != STOR_STATUS_SUCCESS {
            return SP_RETURN_ERROR;
        }
        memory.write_bytes(0, length);
        (*disk).memory = memory.cast();
        (*disk).alive.store(1, Ordering::Release);
        (*config).NumberOfBuses = 1;
        (*config).MaximumNumberOfTargets = 1;
        (*config).MaximumNumberOfLogicalUnits = 1;
        (*config).MaximumTransferLength = 1 << 20;
        (*config).NumberOfPhysicalBreaks = 257;
        (*config).VirtualDevice = 1;
        (*config).ScatterGather = 1;
        (*config).Master = 1;
        (*config).MapBuffers = STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE;
        (*config).SynchronizationModel = StorSynchronizeFullDuplex;
        SP_RETURN_FOUND
    }
}

unsafe extern "system" fn initialize(_: PVOID) -> BOOLEAN {
    1
}

unsafe extern "system" fn reset_bus(_: PVOID, _: ULONG) -> BOOLEAN {
    1
}

unsafe extern "system" fn adapter_control(
    _: PVOID,
    control_type: SCSI_ADAPTER_CONTROL_TYPE,
    parameters: PVOID,
) -> SCSI_ADAPTER_CONTROL_STATUS {
    unsafe {
        if control_type == ScsiQuerySupportedControlTypes {
            let list = parameters.cast::<SCSI_SUPPORTED_CONTROL_TYPE_LIST>();
            let types = (&raw mut (*list).SupportedTypeList).cast::<u8>();
            for supported in [
                ScsiQuerySupportedControlTypes,
                ScsiStopAdapter,
                ScsiRestartAdapter,
            ] {
                if (supported as u32) < (*list).MaxControlType {
                    types.add(supported as usize).write(1);
                }
            }
        }
        ScsiAdapterControlSuccess
    }
}

unsafe extern "system" fn free_adapter_resources(extension: PVOID) {
    unsafe {
        let disk = extension.cast::<Disk>();
        if !(*disk).memory.is_null() {
            StorPortFreePool(extension, (*disk).memory.cast());
            (*disk).memory = ptr::null_mut();
            (*disk).alive.store(0, Ordering::Release);
        }
    }
}

unsafe extern "system" fn start_io(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
    unsafe {
        let alive = (*extension.cast::<Disk>()).alive.load(Ordering::Acquire) != 0;
        if alive && function(srb) != u32::from(SRB_FUNCTION_PNP) {
            return start(extension, srb);
        }
        // Plug and play of the adapter, or a request that comes late.
        (*srb).SrbStatus = if alive {
            SRB_STATUS_SUCCESS
        } else {
            SRB_STATUS_NO_DEVICE
        };
        notify_request_complete(extension, srb);
        1
    }
}

#[inline(never)]
unsafe extern "system" fn start(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
    unsafe {
        let status = execute(extension, srb);
        (*srb).SrbStatus = status;
        notify_request_complete(extension, srb);
        1
    }
}

/// What the SCSI part of either form of request has.
struct Scsi {
    cdb: *const u8,
    cdb_length: usize,
    status: *mut u8,
    sense: *mut u8,
    sense_length: *mut u8,
}

/// `SrbGetScsiData` of srbhelper.h, which does not trust the offsets either.
unsafe fn scsi_data(extended: *mut STORAGE_REQUEST_BLOCK) -> Option<Scsi> {
    unsafe {
        let offsets = (&raw const (*extended).SrbExDataOffset).cast::<u32>();
        for index in 0..(*extended).NumSrbExData as usize {
            let offset = offsets.add(index).read();
            if (offset as usize) < size_of::<STORAGE_REQUEST_BLOCK>()
                || offset > (*extended).SrbLength
            {
                return None;
            }
            let data = extended.byte_add(offset as usize);
            let limit = match (*data.cast::<SRBEX_DATA>()).Type {
                SrbExDataTypeScsiCdb16 => 16,
                SrbExDataTypeScsiCdb32 => 32,
                SrbExDataTypeScsiCdbVar => {
                    let data = data.cast::<SRBEX_DATA_SCSI_CDB_VAR>();
                    return Some(Scsi {
                        cdb: (&raw const (*data).Cdb).cast(),
                        cdb_length: (*data).CdbLength as usize,
                        status: &raw mut (*data).ScsiStatus,
                        sense: (*data).SenseInfoBuffer.cast(),
                        sense_length: &raw mut (*data).SenseInfoBufferLength,
                    });
                }
                _ => continue,
            };
            let data = data.cast::<SRBEX_DATA_SCSI_CDB32>();
            return Some(Scsi {
                cdb: (&raw const (*data).Cdb).cast(),
                cdb_length: usize::from((*data).CdbLength).min(limit),
                status: &raw mut (*data).ScsiStatus,
                sense: (*data).SenseInfoBuffer.cast(),
                sense_length: &raw mut (*data).SenseInfoBufferLength,
            });
        }
        None
    }
}

/// `SrbGetScsiData` for either form.
unsafe fn scsi(srb: *mut SCSI_REQUEST_BLOCK) -> Option<Scsi> {
    unsafe {
        if (*srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
            return scsi_data(srb.cast());
        }
        Some(Scsi {
            cdb: (&raw const (*srb).Cdb).cast(),
            cdb_length: usize::from((*srb).CdbLength).min(16),
            status: &raw mut (*srb).ScsiStatus,
            sense: (*srb).SenseInfoBuffer.cast(),
            sense_length: &raw mut (*srb).SenseInfoBufferLength,
        })
    }
}

/// `SrbGetSrbFunction` of srbhelper.h.
unsafe fn function(srb: *mut SCSI_REQUEST_BLOCK) -> u32 {
    unsafe {
        if (*srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
            (*srb.cast::<STORAGE_REQUEST_BLOCK>()).SrbFunction
        } else {
            u32::from((*srb).Function)
        }
    }
}

/// `SrbGetTargetId` and `SrbGetLun` of srbhelper.h.
unsafe fn target_and_lun(srb: *mut SCSI_REQUEST_BLOCK) -> (u8, u8) {
    unsafe {
        if (*srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
            let extended = srb.cast::<STORAGE_REQUEST_BLOCK>();
            let address = extended
                .byte_add((*extended).AddressOffset as usize)
                .cast::<STOR_ADDR_BTL8>();
            ((*address).Target, (*address).Lun)
        } else {
            ((*srb).TargetId, (*srb).Lun)
        }
    }
}

/// `SrbGetDataBuffer` of srbhelper.h.
unsafe fn data_buffer(srb: *mut SCSI_REQUEST_BLOCK) -> *mut u8 {
    unsafe {
        if (*srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
            (*srb.cast::<STORAGE_REQUEST_BLOCK>()).DataBuffer.cast()
        } else {
            (*srb).DataBuffer.cast()
        }
    }
}

/// `SrbGetDataTransferLength` of srbhelper.h.
unsafe fn transfer_length(srb: *mut SCSI_REQUEST_BLOCK) -> usize {
    unsafe {
        if (*srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
            (*srb.cast::<STORAGE_REQUEST_BLOCK>()).DataTransferLength as usize
        } else {
            (*srb).DataTransferLength as usize
        }
    }
}

unsafe fn execute(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> u8 {
    unsafe {
        if function(srb) != u32::from(SRB_FUNCTION_EXECUTE_SCSI) {
            return SRB_STATUS_INVALID_REQUEST;
        }
        if target_and_lun(srb) != (0, 0) {
            return SRB_STATUS_NO_DEVICE;
        }
        let (data, length) = (data_buffer(srb), transfer_length(srb));
        let Some(scsi) = scsi(srb) else {
            return SRB_STATUS_INVALID_REQUEST;
        };
        let cdb = slice::from_raw_parts(scsi.cdb, scsi.cdb_length);
        if command(extension, cdb, data, length) {
            return SRB_STATUS_SUCCESS;
        }
        // Illegal request, invalid field in CDB.
        let sense: [u8; 18] = [0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x24, 0, 0, 0, 0, 0];
        let room = usize::from(*scsi.sense_length).min(sense.len());
        *scsi.status = SCSISTAT_CHECK_CONDITION;
        if scsi.sense.is_null() || room == 0 {
            return SRB_STATUS_ERROR;
        }
        ptr::copy_nonoverlapping(sense.as_ptr(), scsi.sense, room);
        *scsi.sense_length = room as u8;
        SRB_STATUS_ERROR | SRB_STATUS_AUTOSENSE_VALID
    }
}

/// Answers with `bytes` if there is room.
unsafe fn answer(data: *mut u8, length: usize, bytes: &[u8]) -> bool {
    let fits = bytes.len() <= length;
    if fits {
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), data, bytes.len()) };
    }
    fits
}

unsafe fn command(extension: PVOID, cdb: &[u8], data: *mut u8, length: usize) -> bool {
    unsafe {
        match *cdb {
            [0x00, ..] => true,
            [0x12, 0, ..] => answer(data, length, &inquiry()),
            [0x25, ..] => answer(data, length, &capacity()),
            [operation @ (0x28 | 0x2a), _, a, b, c, d, _, high, low, _] => {
                let lba = u32::from_be_bytes([a, b, c, d]);
                let count = u32::from(u16::from_be_bytes([high, low]));
                if lba > BLOCKS || count > BLOCKS - lba || count as usize * BLOCK > length {
                    return false;
                }
                let mut handle: STOR_LOCK_HANDLE = mem::zeroed();
                StorPortAcquireSpinLock(extension, StartIoLock, ptr::null_mut(), &raw mut handle);
                let blocks = (*extension.cast::<Disk>()).memory.add(lba as usize * BLOCK);
                if operation == 0x28 {
                    ptr::copy_nonoverlapping(blocks, data, count as usize * BLOCK);
                } else {
                    ptr::copy_nonoverlapping(data, blocks, count as usize * BLOCK);
                }
                StorPortReleaseSpinLock(extension, &raw mut handle);
                true
            }
            _ => false,
        }
    }
}

#[allow(non_snake_case)]
pub unsafe extern "system" fn DriverEntry(DriverObject: PVOID, RegistryPath: PVOID) -> u32 {
    unsafe {
        let mut data: HW_INITIALIZATION_DATA = mem::zeroed();
        data.HwInitializationDataSize = size_of::<HW_INITIALIZATION_DATA>() as u32;
        data.AdapterInterfaceType = Internal;
        data.HwFindAdapter = find_adapter as *mut _;
        data.HwInitialize = Some(initialize);
        data.HwStartIo = Some(start_io);
        data.HwResetBus = Some(reset_bus);
        data.HwAdapterControl = Some(adapter_control);
        data.HwFreeAdapterResources = Some(free_adapter_resources);
        data.DeviceExtensionSize = size_of::<Disk>() as u32;
        data.MapBuffers = STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE;
        data.NeedPhysicalAddresses = 1;
        data.TaggedQueuing = 1;
        data.AutoRequestSense = 1;
        data.MultipleRequestPerLu = 1;
        data.FeatureSupport = STOR_FEATURE_VIRTUAL_MINIPORT;
        data.SrbTypeFlags = SRB_TYPE_FLAG_SCSI_REQUEST_BLOCK | SRB_TYPE_FLAG_STORAGE_REQUEST_BLOCK;
        data.AddressTypeFlags = ADDRESS_TYPE_FLAG_BTL8;
        StorPortInitialize(DriverObject, RegistryPath, &raw mut data, ptr::null_mut())
    }
}
