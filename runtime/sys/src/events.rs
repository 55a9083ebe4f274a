//! What events of Event Tracing for Windows and of telemetry are made of (storport.h).

use super::*;

/// How important an event is.
pub type STORPORT_ETW_LEVEL = i32;
pub const StorportEtwLevelLogAlways: STORPORT_ETW_LEVEL = 0;
pub const StorportEtwLevelCritical: STORPORT_ETW_LEVEL = 1;
pub const StorportEtwLevelError: STORPORT_ETW_LEVEL = 2;
pub const StorportEtwLevelWarning: STORPORT_ETW_LEVEL = 3;
pub const StorportEtwLevelInformational: STORPORT_ETW_LEVEL = 4;
pub const StorportEtwLevelVerbose: STORPORT_ETW_LEVEL = 5;
pub const StorportEtwLevelMax: STORPORT_ETW_LEVEL = StorportEtwLevelVerbose;

/// What kind of operation an event is about.
pub type STORPORT_ETW_EVENT_OPCODE = i32;
pub const StorportEtwEventOpcodeInfo: STORPORT_ETW_EVENT_OPCODE = 0;
pub const StorportEtwEventOpcodeStart: STORPORT_ETW_EVENT_OPCODE = 1;
pub const StorportEtwEventOpcodeStop: STORPORT_ETW_EVENT_OPCODE = 2;
pub const StorportEtwEventOpcodeDC_Start: STORPORT_ETW_EVENT_OPCODE = 3;
pub const StorportEtwEventOpcodeDC_Stop: STORPORT_ETW_EVENT_OPCODE = 4;
pub const StorportEtwEventOpcodeExtension: STORPORT_ETW_EVENT_OPCODE = 5;
pub const StorportEtwEventOpcodeReply: STORPORT_ETW_EVENT_OPCODE = 6;
pub const StorportEtwEventOpcodeResume: STORPORT_ETW_EVENT_OPCODE = 7;
pub const StorportEtwEventOpcodeSuspend: STORPORT_ETW_EVENT_OPCODE = 8;
pub const StorportEtwEventOpcodeSend: STORPORT_ETW_EVENT_OPCODE = 9;
pub const StorportEtwEventOpcodeReceive: STORPORT_ETW_EVENT_OPCODE = 240;

/// Where an event is traced to.
pub type STORPORT_ETW_EVENT_CHANNEL = i32;
pub const StorportEtwEventDiagnostic: STORPORT_ETW_EVENT_CHANNEL = 0;
pub const StorportEtwEventOperational: STORPORT_ETW_EVENT_CHANNEL = 1;
pub const StorportEtwEventHealth: STORPORT_ETW_EVENT_CHANNEL = 2;
pub const StorportEtwEventIoPerformance: STORPORT_ETW_EVENT_CHANNEL = 3;

pub const STORPORT_ETW_EVENT_KEYWORD_IO: ULONGLONG = 0x01;
pub const STORPORT_ETW_EVENT_KEYWORD_PERFORMANCE: ULONGLONG = 0x02;
pub const STORPORT_ETW_EVENT_KEYWORD_POWER: ULONGLONG = 0x04;
pub const STORPORT_ETW_EVENT_KEYWORD_ENUMERATION: ULONGLONG = 0x08;

// Characters, without the zero at the end. Windows 10, version 2004, takes longer descriptions.
pub const STORPORT_ETW_MAX_DESCRIPTION_LENGTH: usize = 32;
pub const STORPORT_ETW_MAX_PARAM_NAME_LENGTH: usize = 16;
/// Bytes of `StorPortEtwLogByteStream`.
pub const STORPORT_ETW_MAX_BYTE_STREAM_LENGTH: usize = 1024;

pub const EVENT_BUFFER_MAX_LENGTH: usize = 4096;
pub const EVENT_NAME_MAX_LENGTH: usize = 32;
pub const EVENT_MAX_PARAM_NAME_LEN: usize = 32;

/// What telemetry is for.
pub type STOR_TELEMETRY_CATEGORY = i32;
pub const StorTelemetryCategory: STOR_TELEMETRY_CATEGORY = 0;
pub const StorMeasuresCategory: STOR_TELEMETRY_CATEGORY = 1;

/// An event of telemetry.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STORPORT_TELEMETRY_EVENT {
    pub DriverVersion: ULONG,
    pub EventId: ULONG,
    pub EventName: [UCHAR; EVENT_NAME_MAX_LENGTH],
    pub EventVersion: ULONG,
    pub Flags: ULONG,
    pub EventBufferLength: ULONG,
    pub EventBuffer: PUCHAR,
    /// `ParameterName0`, `ParameterValue0`, `ParameterName1`, and so on.
    pub Parameters: [STORPORT_TELEMETRY_PARAMETER; 8],
}
/// Pointer to [`STORPORT_TELEMETRY_EVENT`].
pub type PSTORPORT_TELEMETRY_EVENT = *mut STORPORT_TELEMETRY_EVENT;

/// A name and a value of [`STORPORT_TELEMETRY_EVENT`], where the header has two fields.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STORPORT_TELEMETRY_PARAMETER {
    pub Name: [UCHAR; EVENT_MAX_PARAM_NAME_LEN],
    pub Value: ULONGLONG,
}

/// `InterfaceRevision` of [`STOR_LOG_EVENT_DETAILS`].
pub const STOR_CURRENT_LOG_INTERFACE_REVISION: ULONG = 0x0000_0100;

/// What `StorPortCaptureLiveDump` takes. Its version is its size.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STORPORT_CAPTURE_LIVEDUMP {
    pub Version: ULONG,
    pub Size: ULONG,
    pub LiveDumpType: STORPORT_CAPTURE_LIVEDUMP_TYPE,
    pub IssueType: STORPORT_LIVEDUMP_ISSUE_TYPE,
    pub ComponentName: PWSTR,
    pub DataType: STORPORT_LIVEDUMP_DATA_TYPE,
    pub Data: PVOID,
}
/// Pointer to [`STORPORT_CAPTURE_LIVEDUMP`].
pub type PSTORPORT_CAPTURE_LIVEDUMP = *mut STORPORT_CAPTURE_LIVEDUMP;

/// The device's own log in a live dump. Its version is its size.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STORPORT_LIVEDUMP_DEVICE_TELEMETRY_LOG {
    pub Version: ULONG,
    pub Size: ULONG,
    pub BucketId: [UCHAR; 128],
    pub OrganizationID: [UCHAR; 3],
    pub Reserved: UCHAR,
    pub TelemetryLength: ULONG,
    pub DeviceTelemetry: PVOID,
}
