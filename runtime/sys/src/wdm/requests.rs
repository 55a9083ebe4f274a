//! Constants of requests (wdm.h): major and minor functions, flags of IRPs and stack locations, control codes.

use super::super::*;

// Major functions.
pub const IRP_MJ_CREATE: UCHAR = 0;
pub const IRP_MJ_CREATE_NAMED_PIPE: UCHAR = 1;
pub const IRP_MJ_CLOSE: UCHAR = 2;
pub const IRP_MJ_READ: UCHAR = 3;
pub const IRP_MJ_WRITE: UCHAR = 4;
pub const IRP_MJ_QUERY_INFORMATION: UCHAR = 5;
pub const IRP_MJ_SET_INFORMATION: UCHAR = 6;
pub const IRP_MJ_QUERY_EA: UCHAR = 7;
pub const IRP_MJ_SET_EA: UCHAR = 8;
pub const IRP_MJ_FLUSH_BUFFERS: UCHAR = 9;
pub const IRP_MJ_QUERY_VOLUME_INFORMATION: UCHAR = 0x0a;
pub const IRP_MJ_SET_VOLUME_INFORMATION: UCHAR = 0x0b;
pub const IRP_MJ_DIRECTORY_CONTROL: UCHAR = 0x0c;
pub const IRP_MJ_FILE_SYSTEM_CONTROL: UCHAR = 0x0d;
pub const IRP_MJ_DEVICE_CONTROL: UCHAR = 0x0e;
pub const IRP_MJ_INTERNAL_DEVICE_CONTROL: UCHAR = 0x0f;
pub const IRP_MJ_SCSI: UCHAR = 0x0f;
pub const IRP_MJ_SHUTDOWN: UCHAR = 0x10;
pub const IRP_MJ_LOCK_CONTROL: UCHAR = 0x11;
pub const IRP_MJ_CLEANUP: UCHAR = 0x12;
pub const IRP_MJ_CREATE_MAILSLOT: UCHAR = 0x13;
pub const IRP_MJ_QUERY_SECURITY: UCHAR = 0x14;
pub const IRP_MJ_SET_SECURITY: UCHAR = 0x15;
pub const IRP_MJ_POWER: UCHAR = 0x16;
pub const IRP_MJ_SYSTEM_CONTROL: UCHAR = 0x17;
pub const IRP_MJ_DEVICE_CHANGE: UCHAR = 0x18;
pub const IRP_MJ_QUERY_QUOTA: UCHAR = 0x19;
pub const IRP_MJ_SET_QUOTA: UCHAR = 0x1a;
pub const IRP_MJ_PNP: UCHAR = 0x1b;
pub const IRP_MJ_PNP_POWER: UCHAR = 0x1b;
pub const IRP_MJ_MAXIMUM_FUNCTION: UCHAR = 0x1b;

// Minor functions of `IRP_MJ_PNP`, `IRP_MJ_POWER` and `IRP_MJ_SYSTEM_CONTROL`.
pub const IRP_MN_START_DEVICE: UCHAR = 0;
pub const IRP_MN_QUERY_REMOVE_DEVICE: UCHAR = 1;
pub const IRP_MN_REMOVE_DEVICE: UCHAR = 2;
pub const IRP_MN_CANCEL_REMOVE_DEVICE: UCHAR = 3;
pub const IRP_MN_STOP_DEVICE: UCHAR = 4;
pub const IRP_MN_QUERY_STOP_DEVICE: UCHAR = 5;
pub const IRP_MN_CANCEL_STOP_DEVICE: UCHAR = 6;
pub const IRP_MN_QUERY_DEVICE_RELATIONS: UCHAR = 7;
pub const IRP_MN_QUERY_INTERFACE: UCHAR = 8;
pub const IRP_MN_QUERY_CAPABILITIES: UCHAR = 9;
pub const IRP_MN_QUERY_RESOURCES: UCHAR = 0x0a;
pub const IRP_MN_QUERY_RESOURCE_REQUIREMENTS: UCHAR = 0x0b;
pub const IRP_MN_QUERY_DEVICE_TEXT: UCHAR = 0x0c;
pub const IRP_MN_FILTER_RESOURCE_REQUIREMENTS: UCHAR = 0x0d;
pub const IRP_MN_READ_CONFIG: UCHAR = 0x0f;
/// PCI configuration space, in the requests for it.
pub const PCI_WHICHSPACE_CONFIG: ULONG = 0;
pub const IRP_MN_WRITE_CONFIG: UCHAR = 0x10;
pub const IRP_MN_EJECT: UCHAR = 0x11;
pub const IRP_MN_SET_LOCK: UCHAR = 0x12;
pub const IRP_MN_QUERY_ID: UCHAR = 0x13;
pub const IRP_MN_QUERY_PNP_DEVICE_STATE: UCHAR = 0x14;
pub const IRP_MN_QUERY_BUS_INFORMATION: UCHAR = 0x15;
pub const IRP_MN_DEVICE_USAGE_NOTIFICATION: UCHAR = 0x16;
pub const IRP_MN_SURPRISE_REMOVAL: UCHAR = 0x17;
pub const IRP_MN_DEVICE_ENUMERATED: UCHAR = 0x19;
pub const IRP_MN_WAIT_WAKE: UCHAR = 0;
pub const IRP_MN_POWER_SEQUENCE: UCHAR = 1;
pub const IRP_MN_SET_POWER: UCHAR = 2;
pub const IRP_MN_QUERY_POWER: UCHAR = 3;
pub const IRP_MN_QUERY_ALL_DATA: UCHAR = 0;
pub const IRP_MN_QUERY_SINGLE_INSTANCE: UCHAR = 1;
pub const IRP_MN_CHANGE_SINGLE_INSTANCE: UCHAR = 2;
pub const IRP_MN_CHANGE_SINGLE_ITEM: UCHAR = 3;
pub const IRP_MN_ENABLE_EVENTS: UCHAR = 4;
pub const IRP_MN_DISABLE_EVENTS: UCHAR = 5;
pub const IRP_MN_ENABLE_COLLECTION: UCHAR = 6;
pub const IRP_MN_DISABLE_COLLECTION: UCHAR = 7;
pub const IRP_MN_REGINFO: UCHAR = 8;
pub const IRP_MN_EXECUTE_METHOD: UCHAR = 9;
pub const IRP_MN_REGINFO_EX: UCHAR = 0x0b;

// `Control` of a stack location.
pub const SL_PENDING_RETURNED: UCHAR = 1;
pub const SL_ERROR_RETURNED: UCHAR = 2;
pub const SL_INVOKE_ON_CANCEL: UCHAR = 0x20;
pub const SL_INVOKE_ON_SUCCESS: UCHAR = 0x40;
pub const SL_INVOKE_ON_ERROR: UCHAR = 0x80;

// `Flags` of a stack location of a read or write.
pub const SL_KEY_SPECIFIED: UCHAR = 1;
pub const SL_OVERRIDE_VERIFY_VOLUME: UCHAR = 2;
pub const SL_WRITE_THROUGH: UCHAR = 4;
pub const SL_FT_SEQUENTIAL_WRITE: UCHAR = 8;

// `Flags` of an IRP.
pub const IRP_NOCACHE: ULONG = 1;
pub const IRP_PAGING_IO: ULONG = 2;
pub const IRP_MOUNT_COMPLETION: ULONG = 2;
pub const IRP_SYNCHRONOUS_API: ULONG = 4;
pub const IRP_ASSOCIATED_IRP: ULONG = 8;
pub const IRP_BUFFERED_IO: ULONG = 0x0000_0010;
pub const IRP_DEALLOCATE_BUFFER: ULONG = 0x0000_0020;
pub const IRP_INPUT_OPERATION: ULONG = 0x0000_0040;
pub const IRP_SYNCHRONOUS_PAGING_IO: ULONG = 0x0000_0040;
pub const IRP_CREATE_OPERATION: ULONG = 0x0000_0080;
pub const IRP_READ_OPERATION: ULONG = 0x0000_0100;
pub const IRP_WRITE_OPERATION: ULONG = 0x0000_0200;
pub const IRP_CLOSE_OPERATION: ULONG = 0x0000_0400;
pub const IRP_DEFER_IO_COMPLETION: ULONG = 0x0000_0800;
pub const IRP_OB_QUERY_NAME: ULONG = 0x0000_1000;
pub const IRP_HOLD_DEVICE_QUEUE: ULONG = 0x0000_2000;
pub const IRP_RETRY_IO_COMPLETION: ULONG = 0x0000_4000;
pub const IRP_CLASS_CACHE_OPERATION: ULONG = 0x0000_8000;

// Priority boosts of a completion.
pub const IO_NO_INCREMENT: CCHAR = 0;
pub const IO_CD_ROM_INCREMENT: CCHAR = 1;
pub const IO_DISK_INCREMENT: CCHAR = 1;
pub const IO_KEYBOARD_INCREMENT: CCHAR = 6;
pub const IO_MAILSLOT_INCREMENT: CCHAR = 2;
pub const IO_MOUSE_INCREMENT: CCHAR = 6;
pub const IO_NAMED_PIPE_INCREMENT: CCHAR = 2;
pub const IO_NETWORK_INCREMENT: CCHAR = 2;
pub const IO_PARALLEL_INCREMENT: CCHAR = 1;
pub const IO_SERIAL_INCREMENT: CCHAR = 2;
pub const IO_SOUND_INCREMENT: CCHAR = 8;
pub const IO_VIDEO_INCREMENT: CCHAR = 1;

// `IoStatus.Information` of a create.
pub const FILE_OPENED: ULONG_PTR = 1;
pub const FILE_CREATED: ULONG_PTR = 2;

// How a control code passes its buffers, and what a handle must be open for.
pub const METHOD_BUFFERED: ULONG = 0;
pub const METHOD_IN_DIRECT: ULONG = 1;
pub const METHOD_OUT_DIRECT: ULONG = 2;
pub const METHOD_NEITHER: ULONG = 3;
pub const FILE_ANY_ACCESS: ULONG = 0;
pub const FILE_READ_ACCESS: ULONG = 1;
pub const FILE_WRITE_ACCESS: ULONG = 2;

/// What is asked of a file; those that device drivers get.
pub type FILE_INFORMATION_CLASS = i32;
pub const FileStandardInformation: FILE_INFORMATION_CLASS = 5;
pub const FilePositionInformation: FILE_INFORMATION_CLASS = 14;
pub const FileEndOfFileInformation: FILE_INFORMATION_CLASS = 20;
