//! A RAM disk as a careful C author writes a virtual miniport: raw pointers, no macros, only the bindings.
//!
//! It is what the simulator is tested with, and the baseline that drivers in safe Rust are measured against; another
//! crate includes it by `#[path]`. The argument string is `luns=N;blocks=N;block=N` in any part and order.

use std::ffi::c_void;
use std::ptr;

use miniport::ffi::*;

const TAG: u32 = u32::from_le_bytes(*b"RawR");
const MAXIMUM_TRANSFER: u32 = 1024 * 1024;
const MAXIMUM_LUNS: usize = 8;

/// `HW_DEVICE_EXTENSION`
#[repr(C)]
pub struct DeviceExtension {
    luns: u32,
    block_size: u32,
    blocks: u64,
    memory: [*mut u8; MAXIMUM_LUNS],
}

/// What the request is about, whatever its form.
struct Command {
    cdb: *const u8,
    cdb_length: u8,
    data: *mut u8,
    length: u32,
    path: u8,
    target: u8,
    lun: u8,
}

/// Where the answer is written, whatever the form.
struct Answer {
    srb_status: u8,
    scsi_status: u8,
    transferred: u32,
    /// Sense key, additional sense code and qualifier.
    sense: Option<(u8, u8, u8)>,
}

impl Answer {
    const fn good(transferred: u32) -> Self {
        Self {
            srb_status: SRB_STATUS_SUCCESS,
            scsi_status: SCSISTAT_GOOD,
            transferred,
            sense: None,
        }
    }

    const fn check(key: u8, asc: u8, ascq: u8) -> Self {
        Self {
            srb_status: SRB_STATUS_ERROR,
            scsi_status: SCSISTAT_CHECK_CONDITION,
            transferred: 0,
            sense: Some((key, asc, ascq)),
        }
    }

    const fn status(srb_status: u8) -> Self {
        Self {
            srb_status,
            scsi_status: SCSISTAT_GOOD,
            transferred: 0,
            sense: None,
        }
    }
}

const INVALID_FIELD: Answer = Answer::check(5, 0x24, 0);
const INVALID_OPCODE: Answer = Answer::check(5, 0x20, 0);
const OUT_OF_RANGE: Answer = Answer::check(5, 0x21, 0);
const NO_UNIT: Answer = Answer::check(5, 0x25, 0);

/// The entry of the driver.
///
/// # Safety
///
/// Called by Storport, or by its simulator.
#[allow(non_snake_case)]
pub unsafe extern "system" fn DriverEntry(driver_object: PVOID, registry_path: PVOID) -> u32 {
    let mut data = initialization_data();
    unsafe { StorPortInitialize(driver_object, registry_path, &raw mut data, ptr::null_mut()) }
}

/// What DriverEntry registers; tests change it to make other drivers.
pub fn initialization_data() -> HW_INITIALIZATION_DATA {
    let mut data: HW_INITIALIZATION_DATA = unsafe { std::mem::zeroed() };
    data.HwInitializationDataSize = size_of::<HW_INITIALIZATION_DATA>() as u32;
    data.AdapterInterfaceType = Internal;
    data.HwInitialize = Some(initialize);
    data.HwStartIo = Some(start_io);
    data.HwFindAdapter = find_adapter as VIRTUAL_HW_FIND_ADAPTER as PVOID;
    data.HwResetBus = Some(reset_bus);
    data.HwAdapterControl = Some(adapter_control);
    data.HwFreeAdapterResources = Some(free_adapter_resources);
    data.DeviceExtensionSize = size_of::<DeviceExtension>() as u32;
    data.MapBuffers = STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE;
    data.NeedPhysicalAddresses = TRUE;
    data.TaggedQueuing = TRUE;
    data.AutoRequestSense = TRUE;
    data.MultipleRequestPerLu = TRUE;
    data.FeatureSupport = STOR_FEATURE_VIRTUAL_MINIPORT;
    data.SrbTypeFlags = SRB_TYPE_FLAG_SCSI_REQUEST_BLOCK | SRB_TYPE_FLAG_STORAGE_REQUEST_BLOCK;
    data.AddressTypeFlags = ADDRESS_TYPE_FLAG_BTL8;
    data
}

/// The number behind `name=` in a string that ends with 0.
unsafe fn argument(string: *const i8, name: &[u8], default: u64) -> u64 {
    let mut at = string;
    unsafe {
        while *at != 0 {
            let matches = name
                .iter()
                .enumerate()
                .all(|(index, &byte)| *at.add(index) as u8 == byte);
            if matches && *at.add(name.len()) as u8 == b'=' {
                let mut value = 0u64;
                let mut digit = at.add(name.len() + 1);
                while (*digit as u8).is_ascii_digit() {
                    value = value
                        .saturating_mul(10)
                        .saturating_add(u64::from(*digit as u8 - b'0'));
                    digit = digit.add(1);
                }
                return value;
            }
            while *at != 0 && *at as u8 != b';' {
                at = at.add(1);
            }
            if *at != 0 {
                at = at.add(1);
            }
        }
    }
    default
}

/// `HwStorFindAdapter`
///
/// # Safety
///
/// Called by Storport with the arguments of its role type.
pub unsafe extern "system" fn find_adapter(
    device_extension: PVOID,
    _context: PVOID,
    _bus_information: PVOID,
    _lower_device: PVOID,
    argument_string: PCHAR,
    config: PPORT_CONFIGURATION_INFORMATION,
    again: PBOOLEAN,
) -> u32 {
    let extension = device_extension.cast::<DeviceExtension>();
    unsafe {
        *again = FALSE;
        (*extension).luns =
            argument(argument_string, b"luns", 1).clamp(1, MAXIMUM_LUNS as u64) as u32;
        (*extension).blocks = argument(argument_string, b"blocks", 2048).clamp(1, 1 << 21);
        (*extension).block_size = if argument(argument_string, b"block", 512) == 4096 {
            4096
        } else {
            512
        };
        let size = (*extension).blocks * u64::from((*extension).block_size);
        let Ok(size) = u32::try_from(size) else {
            return SP_RETURN_BAD_CONFIG;
        };
        for lun in 0..(*extension).luns as usize {
            let mut memory: PVOID = ptr::null_mut();
            if StorPortAllocatePool(device_extension, size, TAG, &raw mut memory)
                != STOR_STATUS_SUCCESS
            {
                free_adapter_resources(device_extension);
                return SP_RETURN_ERROR;
            }
            ptr::write_bytes(memory.cast::<u8>(), 0, size as usize);
            (*extension).memory[lun] = memory.cast();
        }
        (*config).VirtualDevice = TRUE;
        (*config).MaximumTransferLength = MAXIMUM_TRANSFER;
        (*config).NumberOfPhysicalBreaks = MAXIMUM_TRANSFER / 4096 + 1;
        (*config).NumberOfBuses = 1;
        (*config).MaximumNumberOfTargets = 1;
        (*config).MaximumNumberOfLogicalUnits = MAXIMUM_LUNS as u8;
        (*config).SynchronizationModel = StorSynchronizeFullDuplex;
        (*config).MapBuffers = STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE;
    }
    SP_RETURN_FOUND
}

/// `HwStorInitialize`
///
/// # Safety
///
/// Called by Storport.
pub unsafe extern "system" fn initialize(_device_extension: PVOID) -> BOOLEAN {
    TRUE
}

/// `HwStorResetBus`: nothing is ever outstanding.
///
/// # Safety
///
/// Called by Storport.
pub unsafe extern "system" fn reset_bus(_device_extension: PVOID, _path: u32) -> BOOLEAN {
    TRUE
}

/// `HwStorAdapterControl`
///
/// # Safety
///
/// Called by Storport with the parameters of the control type.
pub unsafe extern "system" fn adapter_control(
    _device_extension: PVOID,
    control: SCSI_ADAPTER_CONTROL_TYPE,
    parameters: PVOID,
) -> SCSI_ADAPTER_CONTROL_STATUS {
    match control {
        ScsiQuerySupportedControlTypes => {
            let list = parameters.cast::<SCSI_SUPPORTED_CONTROL_TYPE_LIST>();
            unsafe {
                let entries = (&raw mut (*list).SupportedTypeList).cast::<BOOLEAN>();
                for supported in [
                    ScsiQuerySupportedControlTypes,
                    ScsiStopAdapter,
                    ScsiRestartAdapter,
                ] {
                    if (supported as u32) < (*list).MaxControlType {
                        *entries.add(supported as usize) = TRUE;
                    }
                }
            }
            ScsiAdapterControlSuccess
        }
        ScsiStopAdapter | ScsiRestartAdapter => ScsiAdapterControlSuccess,
        _ => ScsiAdapterControlUnsuccessful,
    }
}

/// `HwStorFreeAdapterResources`
///
/// # Safety
///
/// Called by Storport.
pub unsafe extern "system" fn free_adapter_resources(device_extension: PVOID) {
    let extension = device_extension.cast::<DeviceExtension>();
    for lun in 0..MAXIMUM_LUNS {
        unsafe {
            let memory = (*extension).memory[lun];
            if !memory.is_null() {
                StorPortFreePool(device_extension, memory.cast());
                (*extension).memory[lun] = ptr::null_mut();
            }
        }
    }
}

/// `HwStorStartIo`
///
/// # Safety
///
/// Called by Storport with a request that is the driver's from now on.
pub unsafe extern "system" fn start_io(
    device_extension: PVOID,
    srb: PSCSI_REQUEST_BLOCK,
) -> BOOLEAN {
    unsafe {
        let extension = device_extension.cast::<DeviceExtension>();
        if (*srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
            start_storage(extension, srb.cast());
        } else {
            start_scsi(extension, srb);
        }
        notify_request_complete(device_extension, srb);
    }
    TRUE
}

unsafe fn start_scsi(extension: *mut DeviceExtension, srb: PSCSI_REQUEST_BLOCK) {
    unsafe {
        let answer = match (*srb).Function {
            SRB_FUNCTION_EXECUTE_SCSI => execute(
                extension,
                &Command {
                    cdb: (&raw const (*srb).Cdb).cast(),
                    cdb_length: (*srb).CdbLength,
                    data: (*srb).DataBuffer.cast(),
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

unsafe fn start_storage(extension: *mut DeviceExtension, srb: *mut STORAGE_REQUEST_BLOCK) {
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
                data: (*srb).DataBuffer.cast(),
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

unsafe fn read_be(cdb: *const u8, offset: usize, bytes: usize) -> u64 {
    (0..bytes).fold(0, |value, index| {
        value << 8 | u64::from(unsafe { *cdb.add(offset + index) })
    })
}

unsafe fn execute(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let cdb = command.cdb;
        let opcode = *cdb;
        if command.cdb_length < 6 {
            return INVALID_OPCODE;
        }
        if command.path != 0 || command.target != 0 {
            return Answer::status(SRB_STATUS_NO_DEVICE);
        }
        if u32::from(command.lun) >= (*extension).luns && opcode != 0x12 && opcode != 0xA0 {
            return NO_UNIT;
        }
        match opcode {
            0x28 | 0x2A => transfer(
                extension,
                command,
                opcode == 0x2A,
                read_be(cdb, 2, 4),
                read_be(cdb, 7, 2),
            ),
            0x88 | 0x8A => transfer(
                extension,
                command,
                opcode == 0x8A,
                read_be(cdb, 2, 8),
                read_be(cdb, 10, 4),
            ),
            0x08 | 0x0A => {
                let blocks = match *cdb.add(4) {
                    0 => 256,
                    count => u64::from(count),
                };
                transfer(
                    extension,
                    command,
                    opcode == 0x0A,
                    read_be(cdb, 1, 3) & 0x1F_FFFF,
                    blocks,
                )
            }
            0x00 | 0x1B | 0x35 | 0x91 => Answer::good(0),
            0x12 => inquiry(extension, command),
            0x1A => mode_sense(command),
            0x25 => read_capacity_10(extension, command),
            0x9E if *cdb.add(1) & 0x1F == 0x10 => read_capacity_16(extension, command),
            0xA0 => report_luns(extension, command),
            0x42 => unmap(extension, command),
            0x03 => {
                let mut sense = [0u8; 18];
                sense[0] = 0x70;
                sense[7] = 10;
                reply(command, &sense, usize::from(*cdb.add(4)))
            }
            _ => INVALID_OPCODE,
        }
    }
}

unsafe fn transfer(
    extension: *mut DeviceExtension,
    command: &Command,
    write: bool,
    lba: u64,
    count: u64,
) -> Answer {
    unsafe {
        let blocks = (*extension).blocks;
        if lba >= blocks || count > blocks - lba {
            return OUT_OF_RANGE;
        }
        let block_size = u64::from((*extension).block_size);
        let bytes = count * block_size;
        if bytes > u64::from(command.length) {
            return INVALID_FIELD;
        }
        let memory = (*extension).memory[command.lun as usize].add((lba * block_size) as usize);
        if write {
            ptr::copy_nonoverlapping(command.data, memory, bytes as usize);
        } else {
            ptr::copy_nonoverlapping(memory, command.data, bytes as usize);
        }
        Answer::good(bytes as u32)
    }
}

/// Answers with the part of `data` that the initiator has room for.
unsafe fn reply(command: &Command, data: &[u8], allocation: usize) -> Answer {
    let length = data.len().min(allocation).min(command.length as usize);
    if length != 0 {
        unsafe { ptr::copy_nonoverlapping(data.as_ptr(), command.data, length) };
    }
    Answer::good(length as u32)
}

unsafe fn inquiry(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let allocation = read_be(command.cdb, 3, 2) as usize;
        let page = *command.cdb.add(2);
        if *command.cdb.add(1) & 1 == 0 {
            if page != 0 {
                return INVALID_FIELD;
            }
            let mut data = [0u8; 36];
            // Peripheral qualifier 3: no unit here.
            data[0] = if u32::from(command.lun) < (*extension).luns {
                0
            } else {
                0x7F
            };
            data[2] = 6;
            data[3] = 2;
            data[4] = 31;
            data[7] = 2;
            data[8..16].copy_from_slice(b"RAW     ");
            data[16..32].copy_from_slice(b"RAM disk in C-Rs");
            data[32..36].copy_from_slice(b"1.00");
            return reply(command, &data, allocation);
        }
        if u32::from(command.lun) >= (*extension).luns {
            return NO_UNIT;
        }
        let mut data = [0u8; 64];
        data[1] = page;
        let length: u8 = match page {
            0x00 => {
                data[4..10].copy_from_slice(&[0x00, 0x80, 0x83, 0xB0, 0xB1, 0xB2]);
                6
            }
            0x80 => {
                data[4..12].copy_from_slice(b"RAW00000");
                data[11] = b'0' + command.lun;
                8
            }
            0x83 => {
                // A T10 vendor identification.
                data[4..8].copy_from_slice(&[2, 1, 0, 16]);
                data[8..24].copy_from_slice(b"RAW     RAW00000");
                data[23] = b'0' + command.lun;
                20
            }
            0xB0 => {
                data[20..24].copy_from_slice(&u32::MAX.to_be_bytes());
                data[24..28].copy_from_slice(&1u32.to_be_bytes());
                60
            }
            0xB1 => {
                data[5] = 1;
                60
            }
            0xB2 => {
                data[5] = 0x80;
                data[6] = 2;
                4
            }
            _ => return INVALID_FIELD,
        };
        data[3] = length;
        reply(command, &data[..4 + usize::from(length)], allocation)
    }
}

unsafe fn mode_sense(command: &Command) -> Answer {
    unsafe {
        let page = *command.cdb.add(2) & 0x3F;
        if page != 0x3F && page != 0x08 {
            return INVALID_FIELD;
        }
        let mut data = [0u8; 24];
        data[0] = 23;
        data[4] = 0x08;
        data[5] = 18;
        reply(command, &data, usize::from(*command.cdb.add(4)))
    }
}

unsafe fn read_capacity_10(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let mut data = [0u8; 8];
        data[..4].copy_from_slice(
            &u32::try_from((*extension).blocks - 1)
                .unwrap_or(u32::MAX)
                .to_be_bytes(),
        );
        data[4..].copy_from_slice(&(*extension).block_size.to_be_bytes());
        reply(command, &data, 8)
    }
}

unsafe fn read_capacity_16(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let mut data = [0u8; 32];
        data[..8].copy_from_slice(&((*extension).blocks - 1).to_be_bytes());
        data[8..12].copy_from_slice(&(*extension).block_size.to_be_bytes());
        data[14] = 0x80;
        reply(command, &data, read_be(command.cdb, 10, 4) as usize)
    }
}

unsafe fn report_luns(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let mut data = [0u8; 8 + 8 * MAXIMUM_LUNS];
        let luns = (*extension).luns as usize;
        data[3] = (8 * luns) as u8;
        for lun in 0..luns {
            data[8 + 8 * lun + 1] = lun as u8;
        }
        reply(
            command,
            &data[..8 + 8 * luns],
            read_be(command.cdb, 6, 4) as usize,
        )
    }
}

unsafe fn unmap(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let length = (read_be(command.cdb, 7, 2) as usize).min(command.length as usize);
        if length < 8 {
            return Answer::good(0);
        }
        let listed = read_be(command.data, 2, 2) as usize;
        let descriptors = (length - 8).min(listed) / 16;
        for index in 0..descriptors {
            let descriptor = command.data.add(8 + 16 * index);
            let (lba, count) = (read_be(descriptor, 0, 8), read_be(descriptor, 8, 4));
            if lba >= (*extension).blocks || count > (*extension).blocks - lba {
                return OUT_OF_RANGE;
            }
            let block_size = u64::from((*extension).block_size);
            let memory = (*extension).memory[command.lun as usize].add((lba * block_size) as usize);
            ptr::write_bytes(memory, 0, (count * block_size) as usize);
        }
        Answer::good(command.length)
    }
}

/// For drivers that are made of this one: the extension as they see it.
#[must_use]
#[allow(dead_code)]
pub fn extension_of(device_extension: *mut c_void) -> *mut DeviceExtension {
    device_extension.cast()
}
