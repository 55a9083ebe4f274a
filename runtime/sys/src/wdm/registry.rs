//! The registry, object attributes and error log entries (wdm.h).

use super::super::*;

/// Which object is opened or made, and how.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct OBJECT_ATTRIBUTES {
    pub Length: ULONG,
    pub RootDirectory: HANDLE,
    pub ObjectName: PUNICODE_STRING,
    pub Attributes: ULONG,
    pub SecurityDescriptor: PVOID,
    pub SecurityQualityOfService: PVOID,
}
/// Pointer to [`OBJECT_ATTRIBUTES`].
pub type POBJECT_ATTRIBUTES = *mut OBJECT_ATTRIBUTES;

/// A thread and its process.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CLIENT_ID {
    pub UniqueProcess: HANDLE,
    pub UniqueThread: HANDLE,
}
/// Pointer to [`CLIENT_ID`].
pub type PCLIENT_ID = *mut CLIENT_ID;

/// A registry value: `DataLength` bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KEY_VALUE_PARTIAL_INFORMATION {
    pub TitleIndex: ULONG,
    pub Type: ULONG,
    pub DataLength: ULONG,
    pub Data: [UCHAR; 1],
}
/// Pointer to [`KEY_VALUE_PARTIAL_INFORMATION`].
pub type PKEY_VALUE_PARTIAL_INFORMATION = *mut KEY_VALUE_PARTIAL_INFORMATION;

/// A registry value with its name.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KEY_VALUE_FULL_INFORMATION {
    pub TitleIndex: ULONG,
    pub Type: ULONG,
    pub DataOffset: ULONG,
    pub DataLength: ULONG,
    pub NameLength: ULONG,
    pub Name: [WCHAR; 1],
}
/// Pointer to [`KEY_VALUE_FULL_INFORMATION`].
pub type PKEY_VALUE_FULL_INFORMATION = *mut KEY_VALUE_FULL_INFORMATION;

/// An entry of the error log.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_ERROR_LOG_PACKET {
    pub MajorFunctionCode: UCHAR,
    pub RetryCount: UCHAR,
    pub DumpDataSize: USHORT,
    pub NumberOfStrings: USHORT,
    pub StringOffset: USHORT,
    pub EventCategory: USHORT,
    pub ErrorCode: NTSTATUS,
    pub UniqueErrorValue: ULONG,
    pub FinalStatus: NTSTATUS,
    pub SequenceNumber: ULONG,
    pub IoControlCode: ULONG,
    pub DeviceOffset: LARGE_INTEGER,
    pub DumpData: [ULONG; 1],
}
/// Pointer to [`IO_ERROR_LOG_PACKET`].
pub type PIO_ERROR_LOG_PACKET = *mut IO_ERROR_LOG_PACKET;
