//! Results of kernel routines and of requests (ntstatus.h).

use super::super::*;

pub const STATUS_SUCCESS: NTSTATUS = 0x0000_0000;
pub const STATUS_USER_APC: NTSTATUS = 0x0000_00c0;
pub const STATUS_ALERTED: NTSTATUS = 0x0000_0101;
pub const STATUS_TIMEOUT: NTSTATUS = 0x0000_0102;
pub const STATUS_PENDING: NTSTATUS = 0x0000_0103;
pub const STATUS_OBJECT_NAME_EXISTS: NTSTATUS = 0x4000_0000;
pub const STATUS_BUFFER_OVERFLOW: NTSTATUS = 0x8000_0005_u32.cast_signed();
pub const STATUS_DEVICE_POWERED_OFF: NTSTATUS = 0x8000_000f_u32.cast_signed();
pub const STATUS_DEVICE_BUSY: NTSTATUS = 0x8000_0011_u32.cast_signed();
pub const STATUS_NO_MORE_ENTRIES: NTSTATUS = 0x8000_001a_u32.cast_signed();
pub const STATUS_UNSUCCESSFUL: NTSTATUS = 0xc000_0001_u32.cast_signed();
pub const STATUS_NOT_IMPLEMENTED: NTSTATUS = 0xc000_0002_u32.cast_signed();
pub const STATUS_INFO_LENGTH_MISMATCH: NTSTATUS = 0xc000_0004_u32.cast_signed();
pub const STATUS_INVALID_HANDLE: NTSTATUS = 0xc000_0008_u32.cast_signed();
pub const STATUS_INVALID_PARAMETER: NTSTATUS = 0xc000_000d_u32.cast_signed();
pub const STATUS_NO_SUCH_DEVICE: NTSTATUS = 0xc000_000e_u32.cast_signed();
pub const STATUS_INVALID_DEVICE_REQUEST: NTSTATUS = 0xc000_0010_u32.cast_signed();
pub const STATUS_END_OF_FILE: NTSTATUS = 0xc000_0011_u32.cast_signed();
pub const STATUS_MORE_PROCESSING_REQUIRED: NTSTATUS = 0xc000_0016_u32.cast_signed();
pub const STATUS_NO_MEMORY: NTSTATUS = 0xc000_0017_u32.cast_signed();
pub const STATUS_CONFLICTING_ADDRESSES: NTSTATUS = 0xc000_0018_u32.cast_signed();
pub const STATUS_ACCESS_DENIED: NTSTATUS = 0xc000_0022_u32.cast_signed();
pub const STATUS_BUFFER_TOO_SMALL: NTSTATUS = 0xc000_0023_u32.cast_signed();
pub const STATUS_OBJECT_NAME_NOT_FOUND: NTSTATUS = 0xc000_0034_u32.cast_signed();
pub const STATUS_OBJECT_NAME_COLLISION: NTSTATUS = 0xc000_0035_u32.cast_signed();
pub const STATUS_DELETE_PENDING: NTSTATUS = 0xc000_0056_u32.cast_signed();
pub const STATUS_REVISION_MISMATCH: NTSTATUS = 0xc000_0059_u32.cast_signed();
pub const STATUS_INSUFFICIENT_RESOURCES: NTSTATUS = 0xc000_009a_u32.cast_signed();
pub const STATUS_DEVICE_DATA_ERROR: NTSTATUS = 0xc000_009c_u32.cast_signed();
pub const STATUS_DEVICE_NOT_CONNECTED: NTSTATUS = 0xc000_009d_u32.cast_signed();
pub const STATUS_DEVICE_POWER_FAILURE: NTSTATUS = 0xc000_009e_u32.cast_signed();
pub const STATUS_DEVICE_NOT_READY: NTSTATUS = 0xc000_00a3_u32.cast_signed();
pub const STATUS_IO_TIMEOUT: NTSTATUS = 0xc000_00b5_u32.cast_signed();
pub const STATUS_NOT_SUPPORTED: NTSTATUS = 0xc000_00bb_u32.cast_signed();
pub const STATUS_DEVICE_DOES_NOT_EXIST: NTSTATUS = 0xc000_00c0_u32.cast_signed();
pub const STATUS_CANCELLED: NTSTATUS = 0xc000_0120_u32.cast_signed();
pub const STATUS_FILE_CLOSED: NTSTATUS = 0xc000_0128_u32.cast_signed();
pub const STATUS_DEVICE_CONFIGURATION_ERROR: NTSTATUS = 0xc000_0182_u32.cast_signed();
pub const STATUS_INVALID_DEVICE_STATE: NTSTATUS = 0xc000_0184_u32.cast_signed();
pub const STATUS_IO_DEVICE_ERROR: NTSTATUS = 0xc000_0185_u32.cast_signed();
pub const STATUS_DEVICE_PROTOCOL_ERROR: NTSTATUS = 0xc000_0186_u32.cast_signed();
pub const STATUS_INVALID_BUFFER_SIZE: NTSTATUS = 0xc000_0206_u32.cast_signed();
pub const STATUS_NOT_FOUND: NTSTATUS = 0xc000_0225_u32.cast_signed();
pub const STATUS_DEVICE_REMOVED: NTSTATUS = 0xc000_02b6_u32.cast_signed();
pub const STATUS_POWER_STATE_INVALID: NTSTATUS = 0xc000_02d3_u32.cast_signed();

/// Of a completion routine: the IRP goes on upward.
pub const STATUS_CONTINUE_COMPLETION: NTSTATUS = STATUS_SUCCESS;
