//! A RAM disk as a careful C author writes a virtual miniport: raw pointers, no macros, only the bindings.
//!
//! The argument string is `luns=N;blocks=N;block=N` in any part and order.

mod commands;
mod srb;

use std::ptr;

use miniport::ffi::*;

use srb::{start_scsi, start_storage};

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

/// The entry of the driver.
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
pub unsafe extern "system" fn initialize(_device_extension: PVOID) -> BOOLEAN {
    TRUE
}

/// `HwStorResetBus`: nothing is ever outstanding.
pub unsafe extern "system" fn reset_bus(_device_extension: PVOID, _path: u32) -> BOOLEAN {
    TRUE
}

/// `HwStorAdapterControl`
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
