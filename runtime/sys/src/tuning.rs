//! Performance, interrupts, dumps and what is known of a request (storport.h).

use super::*;

/// The optimizations that `StorPortInitializePerfOpts` reports or turns on.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct PERF_CONFIGURATION_DATA {
    pub Version: ULONG,
    pub Size: ULONG,
    pub Flags: ULONG,
    pub ConcurrentChannels: ULONG,
    pub FirstRedirectionMessageNumber: ULONG,
    pub LastRedirectionMessageNumber: ULONG,
    pub DeviceNode: ULONG,
    pub Reserved: ULONG,
    pub MessageTargets: PGROUP_AFFINITY,
}
/// Pointer to [`PERF_CONFIGURATION_DATA`].
pub type PPERF_CONFIGURATION_DATA = *mut PERF_CONFIGURATION_DATA;

/// Where the completion of a request should be signalled.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STARTIO_PERFORMANCE_PARAMETERS {
    pub Version: ULONG,
    pub Size: ULONG,
    pub MessageNumber: ULONG,
    pub ChannelNumber: ULONG,
}
/// Pointer to [`STARTIO_PERFORMANCE_PARAMETERS`].
pub type PSTARTIO_PERFORMANCE_PARAMETERS = *mut STARTIO_PERFORMANCE_PARAMETERS;

/// [`STARTIO_PERFORMANCE_PARAMETERS`] with the processor that sent the request.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STARTIO_PERFORMANCE_PARAMETERS_V2 {
    pub Version: ULONG,
    pub Size: ULONG,
    pub MessageNumber: ULONG,
    pub ChannelNumber: ULONG,
    pub InitiatingProcessor: PROCESSOR_NUMBER,
}
/// Pointer to [`STARTIO_PERFORMANCE_PARAMETERS_V2`].
pub type PSTARTIO_PERFORMANCE_PARAMETERS_V2 = *mut STARTIO_PERFORMANCE_PARAMETERS_V2;

/// One message of message-signaled interrupts.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct MESSAGE_INTERRUPT_INFORMATION {
    pub MessageId: ULONG,
    pub MessageData: ULONG,
    pub MessageAddress: STOR_PHYSICAL_ADDRESS,
    pub InterruptVector: ULONG,
    pub InterruptLevel: ULONG,
    pub InterruptMode: KINTERRUPT_MODE,
}
/// Pointer to [`MESSAGE_INTERRUPT_INFORMATION`].
pub type PMESSAGE_INTERRUPT_INFORMATION = *mut MESSAGE_INTERRUPT_INFORMATION;

/// What a miniport hands over for crash dumps.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct MINIPORT_DUMP_POINTERS {
    pub Version: USHORT,
    pub Size: USHORT,
    pub DriverName: [WCHAR; DUMP_MINIPORT_NAME_LENGTH],
    pub AdapterObject: *mut ADAPTER_OBJECT,
    pub MappedRegisterBase: PVOID,
    pub CommonBufferSize: ULONG,
    pub MiniportPrivateDumpData: PVOID,
    pub SystemIoBusNumber: ULONG,
    pub AdapterInterfaceType: INTERFACE_TYPE,
    pub MaximumTransferLength: ULONG,
    pub NumberOfPhysicalBreaks: ULONG,
    pub AlignmentMask: ULONG,
    pub NumberOfAccessRanges: ULONG,
    pub AccessRanges: *mut ACCESS_RANGE,
    pub NumberOfBuses: UCHAR,
    pub Master: BOOLEAN,
    pub MapBuffers: BOOLEAN,
    pub MaximumNumberOfTargets: UCHAR,
}
/// Pointer to [`MINIPORT_DUMP_POINTERS`].
pub type PMINIPORT_DUMP_POINTERS = *mut MINIPORT_DUMP_POINTERS;

/// Tables of the firmware that dump mode needs.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct MINIPORT_MAPPINGS {
    pub Version: USHORT,
    pub IBFTable: PVOID,
    pub Nic0Map: PVOID,
    pub Nic1Map: PVOID,
    pub NumberOfAdditionalNic: ULONG,
    pub NicMap: [PVOID; 0],
}
/// Pointer to [`MINIPORT_MAPPINGS`].
pub type PMINIPORT_MAPPINGS = *mut MINIPORT_MAPPINGS;

/// What is known of the I/O behind a request.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_REQUEST_INFO_V1 {
    pub Version: USHORT,
    pub Size: USHORT,
    pub PriorityHint: STOR_IO_PRIORITY_HINT,
    pub Flags: ULONG,
    pub Key: ULONG,
    pub Length: ULONG,
    pub IsWriteRequest: BOOLEAN,
    pub Reserved: [UCHAR; 3],
}
/// Pointer to [`STOR_REQUEST_INFO_V1`].
pub type PSTOR_REQUEST_INFO_V1 = *mut STOR_REQUEST_INFO_V1;

/// [`STOR_REQUEST_INFO_V1`] with the file and the process.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_REQUEST_INFO_V2 {
    pub Version: USHORT,
    pub Size: USHORT,
    pub PriorityHint: STOR_IO_PRIORITY_HINT,
    pub Flags: ULONG,
    pub Key: ULONG,
    pub Length: ULONG,
    pub IsWriteRequest: BOOLEAN,
    pub Reserved: [UCHAR; 3],
    pub FileName: PSTOR_UNICODE_STRING,
    pub ProcessId: ULONG,
}
/// Pointer to [`STOR_REQUEST_INFO_V2`].
pub type PSTOR_REQUEST_INFO_V2 = *mut STOR_REQUEST_INFO_V2;

/// What `StorPortGetRequestInfo` fills in.
pub type STOR_REQUEST_INFO = STOR_REQUEST_INFO_V2;
/// Pointer to [`STOR_REQUEST_INFO`].
pub type PSTOR_REQUEST_INFO = *mut STOR_REQUEST_INFO;

/// A counted UTF-16 string; both lengths are in bytes.
pub type STOR_UNICODE_STRING = UNICODE_STRING;
/// Pointer to [`STOR_UNICODE_STRING`].
pub type PSTOR_UNICODE_STRING = *mut STOR_UNICODE_STRING;

/// An event for the system's log.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_LOG_EVENT_DETAILS {
    pub InterfaceRevision: ULONG,
    pub Size: ULONG,
    pub Flags: ULONG,
    pub EventAssociation: STOR_EVENT_ASSOCIATION_ENUM,
    pub PathId: ULONG,
    pub TargetId: ULONG,
    pub LunId: ULONG,
    pub StorportSpecificErrorCode: BOOLEAN,
    pub ErrorCode: ULONG,
    pub UniqueId: ULONG,
    pub DumpDataSize: ULONG,
    pub DumpData: PVOID,
    pub StringCount: ULONG,
    pub StringList: *mut PWSTR,
}
/// Pointer to [`STOR_LOG_EVENT_DETAILS`].
pub type PSTOR_LOG_EVENT_DETAILS = *mut STOR_LOG_EVENT_DETAILS;

/// What `StorPortQueryDpcWatchdogInformation` fills in, in ticks of the clock.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct STOR_DPC_WATCHDOG_INFORMATION {
    pub DpcTimeLimit: ULONG,
    pub DpcTimeCount: ULONG,
    pub DpcWatchdogLimit: ULONG,
    pub DpcWatchdogCount: ULONG,
    pub Reserved: ULONG,
}
/// Pointer to [`STOR_DPC_WATCHDOG_INFORMATION`].
pub type PSTOR_DPC_WATCHDOG_INFORMATION = *mut STOR_DPC_WATCHDOG_INFORMATION;
