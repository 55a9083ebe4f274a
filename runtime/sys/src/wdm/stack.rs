//! Stack locations: what an IRP asks of each driver (wdm.h). Arms that only file systems get are left out.

use super::super::*;

/// Who opens a file, and what for.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_SECURITY_CONTEXT {
    pub SecurityQos: PSECURITY_QUALITY_OF_SERVICE,
    pub AccessState: PACCESS_STATE,
    pub DesiredAccess: ACCESS_MASK,
    pub FullCreateOptions: ULONG,
}
/// Pointer to [`IO_SECURITY_CONTEXT`].
pub type PIO_SECURITY_CONTEXT = *mut IO_SECURITY_CONTEXT;

/// What an IRP asks of one driver of the stack.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_STACK_LOCATION {
    pub MajorFunction: UCHAR,
    pub MinorFunction: UCHAR,
    pub Flags: UCHAR,
    pub Control: UCHAR,
    pub Parameters: IO_STACK_LOCATION_Parameters,
    pub DeviceObject: PDEVICE_OBJECT,
    pub FileObject: PFILE_OBJECT,
    pub CompletionRoutine: PIO_COMPLETION_ROUTINE,
    pub Context: PVOID,
}
/// Pointer to [`IO_STACK_LOCATION`].
pub type PIO_STACK_LOCATION = *mut IO_STACK_LOCATION;

/// The parameters of an [`IO_STACK_LOCATION`]; which, its major and minor function say.
#[repr(C)]
#[derive(Clone, Copy)]
pub union IO_STACK_LOCATION_Parameters {
    pub Create: IO_STACK_LOCATION_Parameters_Create,
    pub Read: IO_STACK_LOCATION_Parameters_Read,
    pub Write: IO_STACK_LOCATION_Parameters_Write,
    pub QueryFile: IO_STACK_LOCATION_Parameters_QueryFile,
    pub SetFile: IO_STACK_LOCATION_Parameters_SetFile,
    pub DeviceIoControl: IO_STACK_LOCATION_Parameters_DeviceIoControl,
    pub Scsi: IO_STACK_LOCATION_Parameters_Scsi,
    pub QueryDeviceRelations: IO_STACK_LOCATION_Parameters_QueryDeviceRelations,
    pub QueryInterface: IO_STACK_LOCATION_Parameters_QueryInterface,
    pub DeviceCapabilities: IO_STACK_LOCATION_Parameters_DeviceCapabilities,
    pub FilterResourceRequirements: IO_STACK_LOCATION_Parameters_FilterResourceRequirements,
    pub ReadWriteConfig: IO_STACK_LOCATION_Parameters_ReadWriteConfig,
    pub SetLock: IO_STACK_LOCATION_Parameters_SetLock,
    pub QueryId: IO_STACK_LOCATION_Parameters_QueryId,
    pub QueryDeviceText: IO_STACK_LOCATION_Parameters_QueryDeviceText,
    pub UsageNotification: IO_STACK_LOCATION_Parameters_UsageNotification,
    pub WaitWake: IO_STACK_LOCATION_Parameters_WaitWake,
    pub PowerSequence: IO_STACK_LOCATION_Parameters_PowerSequence,
    pub Power: IO_STACK_LOCATION_Parameters_Power,
    pub StartDevice: IO_STACK_LOCATION_Parameters_StartDevice,
    pub WMI: IO_STACK_LOCATION_Parameters_WMI,
    pub Others: IO_STACK_LOCATION_Parameters_Others,
}

/// `IRP_MJ_CREATE`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_Create {
    pub SecurityContext: PIO_SECURITY_CONTEXT,
    pub Options: ULONG,
    pub Padding0: [UCHAR; 4],
    pub FileAttributes: USHORT,
    pub ShareAccess: USHORT,
    pub Padding1: [UCHAR; 4],
    pub EaLength: ULONG,
}

/// `IRP_MJ_READ`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_STACK_LOCATION_Parameters_Read {
    pub Length: ULONG,
    pub Padding0: [UCHAR; 4],
    pub Key: ULONG,
    pub Flags: ULONG,
    pub ByteOffset: LARGE_INTEGER,
}

/// `IRP_MJ_WRITE`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_STACK_LOCATION_Parameters_Write {
    pub Length: ULONG,
    pub Padding0: [UCHAR; 4],
    pub Key: ULONG,
    pub Flags: ULONG,
    pub ByteOffset: LARGE_INTEGER,
}

/// `IRP_MJ_QUERY_INFORMATION`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_QueryFile {
    pub Length: ULONG,
    pub Padding0: [UCHAR; 4],
    pub FileInformationClass: FILE_INFORMATION_CLASS,
    pub Padding1: [UCHAR; 4],
}

/// `IRP_MJ_SET_INFORMATION`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_SetFile {
    pub Length: ULONG,
    pub Padding0: [UCHAR; 4],
    pub FileInformationClass: FILE_INFORMATION_CLASS,
    pub FileObject: PFILE_OBJECT,
    pub ReplaceIfExists: BOOLEAN,
    pub AdvanceOnly: BOOLEAN,
}

/// `IRP_MJ_DEVICE_CONTROL` and `IRP_MJ_INTERNAL_DEVICE_CONTROL`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_DeviceIoControl {
    pub OutputBufferLength: ULONG,
    pub Padding0: [UCHAR; 4],
    pub InputBufferLength: ULONG,
    pub Padding1: [UCHAR; 4],
    pub IoControlCode: ULONG,
    pub Type3InputBuffer: PVOID,
}

/// `IRP_MJ_SCSI`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_Scsi {
    pub Srb: *mut SCSI_REQUEST_BLOCK,
}

/// `IRP_MN_QUERY_DEVICE_RELATIONS`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_QueryDeviceRelations {
    pub Type: DEVICE_RELATION_TYPE,
}

/// `IRP_MN_QUERY_INTERFACE`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_QueryInterface {
    pub InterfaceType: *const GUID,
    pub Size: USHORT,
    pub Version: USHORT,
    pub Interface: PINTERFACE,
    pub InterfaceSpecificData: PVOID,
}

/// `IRP_MN_QUERY_CAPABILITIES`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_DeviceCapabilities {
    pub Capabilities: PDEVICE_CAPABILITIES,
}

/// `IRP_MN_FILTER_RESOURCE_REQUIREMENTS`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_FilterResourceRequirements {
    pub IoResourceRequirementList: PIO_RESOURCE_REQUIREMENTS_LIST,
}

/// `IRP_MN_READ_CONFIG` and `IRP_MN_WRITE_CONFIG`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_ReadWriteConfig {
    pub WhichSpace: ULONG,
    pub Buffer: PVOID,
    pub Offset: ULONG,
    pub Padding0: [UCHAR; 4],
    pub Length: ULONG,
}

/// `IRP_MN_SET_LOCK`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_SetLock {
    pub Lock: BOOLEAN,
}

/// `IRP_MN_QUERY_ID`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_QueryId {
    pub IdType: BUS_QUERY_ID_TYPE,
}

/// `IRP_MN_QUERY_DEVICE_TEXT`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_QueryDeviceText {
    pub DeviceTextType: DEVICE_TEXT_TYPE,
    pub Padding0: [UCHAR; 4],
    pub LocaleId: LCID,
    pub Padding1: [UCHAR; 4],
}

/// `IRP_MN_DEVICE_USAGE_NOTIFICATION`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_UsageNotification {
    pub InPath: BOOLEAN,
    pub Reserved: [BOOLEAN; 3],
    pub Padding0: [UCHAR; 4],
    pub Type: DEVICE_USAGE_NOTIFICATION_TYPE,
    pub Padding1: [UCHAR; 4],
}

/// `IRP_MN_WAIT_WAKE`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_WaitWake {
    pub PowerState: SYSTEM_POWER_STATE,
}

/// `IRP_MN_POWER_SEQUENCE`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_PowerSequence {
    pub PowerSequence: PPOWER_SEQUENCE,
}

/// `IRP_MN_SET_POWER` and `IRP_MN_QUERY_POWER`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_STACK_LOCATION_Parameters_Power {
    pub SystemContext: ULONG,
    pub Padding0: [UCHAR; 4],
    pub Type: POWER_STATE_TYPE,
    pub Padding1: [UCHAR; 4],
    pub State: POWER_STATE,
    pub Padding2: [UCHAR; 4],
    pub ShutdownType: POWER_ACTION,
    pub Padding3: [UCHAR; 4],
}

/// `IRP_MN_START_DEVICE`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_StartDevice {
    pub AllocatedResources: PCM_RESOURCE_LIST,
    pub AllocatedResourcesTranslated: PCM_RESOURCE_LIST,
}

/// `IRP_MJ_SYSTEM_CONTROL`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_WMI {
    pub ProviderId: ULONG_PTR,
    pub DataPath: PVOID,
    pub BufferSize: ULONG,
    pub Buffer: PVOID,
}

/// Four words, for requests of a driver's own.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STACK_LOCATION_Parameters_Others {
    pub Argument1: PVOID,
    pub Argument2: PVOID,
    pub Argument3: PVOID,
    pub Argument4: PVOID,
}
