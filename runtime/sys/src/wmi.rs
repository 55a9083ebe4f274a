//! What WMI and a provider hand each other in the buffer of a request (wmistr.h). The routines of scsiwmi.h that work on it are a static
//! library of the kit, no exports of storport.sys.

use super::*;

/// What every buffer begins with.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct WNODE_HEADER {
    pub BufferSize: ULONG,
    pub ProviderId: ULONG,
    /// A union with `Version` and `Linkage`, which are WMI's.
    pub HistoricalContext: ULONGLONG,
    /// A union with `CountLost` and `KernelHandle`, which are WMI's.
    pub TimeStamp: LARGE_INTEGER,
    pub Guid: GUID,
    pub ClientContext: ULONG,
    pub Flags: ULONG,
}
/// Pointer to [`WNODE_HEADER`].
pub type PWNODE_HEADER = *mut WNODE_HEADER;

/// All instances of a data block. Where they vary in size, an array of offsets and lengths begins at `FixedInstanceSize`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct WNODE_ALL_DATA {
    pub WnodeHeader: WNODE_HEADER,
    pub DataBlockOffset: ULONG,
    pub InstanceCount: ULONG,
    pub OffsetInstanceNameOffsets: ULONG,
    pub FixedInstanceSize: ULONG,
}

/// One instance of a data block; what varies follows.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct WNODE_SINGLE_INSTANCE {
    pub WnodeHeader: WNODE_HEADER,
    pub OffsetInstanceName: ULONG,
    pub InstanceIndex: ULONG,
    pub DataBlockOffset: ULONG,
    pub SizeDataBlock: ULONG,
}

/// One item of an instance; what varies follows at byte 68.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct WNODE_SINGLE_ITEM {
    pub WnodeHeader: WNODE_HEADER,
    pub OffsetInstanceName: ULONG,
    pub InstanceIndex: ULONG,
    pub ItemId: ULONG,
    pub DataBlockOffset: ULONG,
    pub SizeDataItem: ULONG,
}

/// A method of an instance, with its input or its output; what varies follows at byte 68.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct WNODE_METHOD_ITEM {
    pub WnodeHeader: WNODE_HEADER,
    pub OffsetInstanceName: ULONG,
    pub InstanceIndex: ULONG,
    pub MethodId: ULONG,
    pub DataBlockOffset: ULONG,
    pub SizeDataBlock: ULONG,
}

/// The answer that the buffer must be larger.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct WNODE_TOO_SMALL {
    pub WnodeHeader: WNODE_HEADER,
    pub SizeNeeded: ULONG,
}

/// An event: a header, and what its flags say behind it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct WNODE_EVENT_ITEM {
    pub WnodeHeader: WNODE_HEADER,
}
/// Pointer to [`WNODE_EVENT_ITEM`].
pub type PWNODE_EVENT_ITEM = *mut WNODE_EVENT_ITEM;

/// A block as its provider registers it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct WMIREGGUIDW {
    pub Guid: GUID,
    pub Flags: ULONG,
    pub InstanceCount: ULONG,
    /// A union with `InstanceNameList` and `BaseNameOffset`, which are 32 bits wide.
    pub InstanceInfo: ULONG_PTR,
}

/// What a provider registers; the blocks follow.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct WMIREGINFOW {
    pub BufferSize: ULONG,
    pub NextWmiRegInfo: ULONG,
    pub RegistryPath: ULONG,
    pub MofResourceName: ULONG,
    pub GuidCount: ULONG,
    pub WmiRegGuid: [WMIREGGUIDW; 0],
}

pub const WNODE_FLAG_ALL_DATA: ULONG = 0x0000_0001;
pub const WNODE_FLAG_SINGLE_INSTANCE: ULONG = 0x0000_0002;
pub const WNODE_FLAG_SINGLE_ITEM: ULONG = 0x0000_0004;
pub const WNODE_FLAG_EVENT_ITEM: ULONG = 0x0000_0008;
pub const WNODE_FLAG_FIXED_INSTANCE_SIZE: ULONG = 0x0000_0010;
pub const WNODE_FLAG_TOO_SMALL: ULONG = 0x0000_0020;
pub const WNODE_FLAG_STATIC_INSTANCE_NAMES: ULONG = 0x0000_0080;
pub const WNODE_FLAG_METHOD_ITEM: ULONG = 0x0000_8000;
pub const WNODE_FLAG_PDO_INSTANCE_NAMES: ULONG = 0x0001_0000;

pub const WMIREG_FLAG_EXPENSIVE: ULONG = 0x0000_0001;
pub const WMIREG_FLAG_INSTANCE_PDO: ULONG = 0x0000_0020;
pub const WMIREG_FLAG_EVENT_ONLY_GUID: ULONG = 0x0000_0040;
pub const WMIREG_FLAG_REMOVE_GUID: ULONG = 0x0001_0000;

// `DataPath` of a request for registration information.
pub const WMIREGISTER: ULONG_PTR = 0;
pub const WMIUPDATE: ULONG_PTR = 1;

/// Bytes of an event, with its header: a longer one is ignored (page of `StorPortNotification`).
pub const STORPORT_MAX_WMI_EVENT_LENGTH: usize = 128;
