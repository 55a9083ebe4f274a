//! Extended requests: `STORAGE_REQUEST_BLOCK`, its address and its data (srb.h, scsi.h).

use super::*;

/// The address of a unit, of any type: the header of what `Type` says.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug)]
pub struct STOR_ADDRESS {
    pub Type: USHORT,
    pub Port: USHORT,
    pub AddressLength: ULONG,
    pub AddressData: [UCHAR; 1],
}
/// Pointer to [`STOR_ADDRESS`].
pub type PSTOR_ADDRESS = *mut STOR_ADDRESS;

/// The address of a unit as 8-bit bus (path), target and logical unit.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug)]
pub struct STOR_ADDR_BTL8 {
    pub Type: USHORT,
    pub Port: USHORT,
    pub AddressLength: ULONG,
    pub Path: UCHAR,
    pub Target: UCHAR,
    pub Lun: UCHAR,
    pub Reserved: UCHAR,
}
/// Pointer to [`STOR_ADDR_BTL8`].
pub type PSTOR_ADDR_BTL8 = *mut STOR_ADDR_BTL8;

/// What both forms of requests begin with.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug)]
pub struct STORAGE_REQUEST_BLOCK_HEADER {
    pub Length: USHORT,
    pub Function: UCHAR,
    pub SrbStatus: UCHAR,
}
/// Pointer to [`STORAGE_REQUEST_BLOCK_HEADER`].
pub type PSTORAGE_REQUEST_BLOCK_HEADER = *mut STORAGE_REQUEST_BLOCK_HEADER;

/// An extended request. `AddressOffset` and `SrbExDataOffset` count bytes from its beginning.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STORAGE_REQUEST_BLOCK {
    pub Length: USHORT,
    pub Function: UCHAR,
    pub SrbStatus: UCHAR,
    pub ReservedUlong1: ULONG,
    pub Signature: ULONG,
    pub Version: ULONG,
    pub SrbLength: ULONG,
    pub SrbFunction: ULONG,
    pub SrbFlags: ULONG,
    pub ReservedUlong2: ULONG,
    pub RequestTag: ULONG,
    pub RequestPriority: USHORT,
    pub RequestAttribute: USHORT,
    pub TimeOutValue: ULONG,
    pub SystemStatus: ULONG,
    pub ZeroGuard1: ULONG,
    pub AddressOffset: ULONG,
    pub NumSrbExData: ULONG,
    pub DataTransferLength: ULONG,
    pub DataBuffer: PVOID,
    pub ZeroGuard2: PVOID,
    pub OriginalRequest: PVOID,
    pub ClassContext: PVOID,
    pub PortContext: PVOID,
    pub MiniportContext: PVOID,
    pub NextSrb: *mut STORAGE_REQUEST_BLOCK,
    pub SrbExDataOffset: [ULONG; 1],
}
/// Pointer to [`STORAGE_REQUEST_BLOCK`].
pub type PSTORAGE_REQUEST_BLOCK = *mut STORAGE_REQUEST_BLOCK;

/// The header that all extended data begin with.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug)]
pub struct SRBEX_DATA {
    pub Type: SRBEXDATATYPE,
    pub Length: ULONG,
    pub Data: [UCHAR; 1],
}
/// Pointer to [`SRBEX_DATA`].
pub type PSRBEX_DATA = *mut SRBEX_DATA;

/// The second buffer of a bidirectional command.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SRBEX_DATA_BIDIRECTIONAL {
    pub Type: SRBEXDATATYPE,
    pub Length: ULONG,
    pub DataInTransferLength: ULONG,
    pub Reserved1: ULONG,
    pub DataInBuffer: PVOID,
}
/// Pointer to [`SRBEX_DATA_BIDIRECTIONAL`].
pub type PSRBEX_DATA_BIDIRECTIONAL = *mut SRBEX_DATA_BIDIRECTIONAL;

/// A SCSI command of up to 16 bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SRBEX_DATA_SCSI_CDB16 {
    pub Type: SRBEXDATATYPE,
    pub Length: ULONG,
    pub ScsiStatus: UCHAR,
    pub SenseInfoBufferLength: UCHAR,
    pub CdbLength: UCHAR,
    pub Reserved: UCHAR,
    pub Reserved1: ULONG,
    pub SenseInfoBuffer: PVOID,
    pub Cdb: [UCHAR; 16],
}
/// Pointer to [`SRBEX_DATA_SCSI_CDB16`].
pub type PSRBEX_DATA_SCSI_CDB16 = *mut SRBEX_DATA_SCSI_CDB16;

/// A SCSI command of up to 32 bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SRBEX_DATA_SCSI_CDB32 {
    pub Type: SRBEXDATATYPE,
    pub Length: ULONG,
    pub ScsiStatus: UCHAR,
    pub SenseInfoBufferLength: UCHAR,
    pub CdbLength: UCHAR,
    pub Reserved: UCHAR,
    pub Reserved1: ULONG,
    pub SenseInfoBuffer: PVOID,
    pub Cdb: [UCHAR; 32],
}
/// Pointer to [`SRBEX_DATA_SCSI_CDB32`].
pub type PSRBEX_DATA_SCSI_CDB32 = *mut SRBEX_DATA_SCSI_CDB32;

/// A SCSI command of `CdbLength` bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SRBEX_DATA_SCSI_CDB_VAR {
    pub Type: SRBEXDATATYPE,
    pub Length: ULONG,
    pub ScsiStatus: UCHAR,
    pub SenseInfoBufferLength: UCHAR,
    pub Reserved: [UCHAR; 2],
    pub CdbLength: ULONG,
    pub Reserved1: [ULONG; 2],
    pub SenseInfoBuffer: PVOID,
    pub Cdb: [UCHAR; 1],
}
/// Pointer to [`SRBEX_DATA_SCSI_CDB_VAR`].
pub type PSRBEX_DATA_SCSI_CDB_VAR = *mut SRBEX_DATA_SCSI_CDB_VAR;

/// The parameters of a WMI request.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SRBEX_DATA_WMI {
    pub Type: SRBEXDATATYPE,
    pub Length: ULONG,
    pub WMISubFunction: UCHAR,
    pub WMIFlags: UCHAR,
    pub Reserved: [UCHAR; 2],
    pub Reserved1: ULONG,
    pub DataPath: PVOID,
}
/// Pointer to [`SRBEX_DATA_WMI`].
pub type PSRBEX_DATA_WMI = *mut SRBEX_DATA_WMI;

/// The parameters of a power request.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug)]
pub struct SRBEX_DATA_POWER {
    pub Type: SRBEXDATATYPE,
    pub Length: ULONG,
    pub SrbPowerFlags: UCHAR,
    pub Reserved: [UCHAR; 3],
    pub DevicePowerState: STOR_DEVICE_POWER_STATE,
    pub PowerAction: STOR_POWER_ACTION,
}
/// Pointer to [`SRBEX_DATA_POWER`].
pub type PSRBEX_DATA_POWER = *mut SRBEX_DATA_POWER;

/// The parameters of a PnP request.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug)]
pub struct SRBEX_DATA_PNP {
    pub Type: SRBEXDATATYPE,
    pub Length: ULONG,
    pub PnPSubFunction: UCHAR,
    pub Reserved: [UCHAR; 3],
    pub PnPAction: STOR_PNP_ACTION,
    pub SrbPnPFlags: ULONG,
    pub Reserved1: ULONG,
}
/// Pointer to [`SRBEX_DATA_PNP`].
pub type PSRBEX_DATA_PNP = *mut SRBEX_DATA_PNP;

/// What is known of the I/O behind a read or write.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug)]
pub struct SRBEX_DATA_IO_INFO {
    pub Type: SRBEXDATATYPE,
    pub Length: ULONG,
    pub Flags: ULONG,
    pub Key: ULONG,
    pub RWLength: ULONG,
    pub IsWriteRequest: BOOLEAN,
    pub CachePriority: UCHAR,
    pub Reserved: [UCHAR; 2],
    pub Reserved1: [ULONG; 2],
}
/// Pointer to [`SRBEX_DATA_IO_INFO`].
pub type PSRBEX_DATA_IO_INFO = *mut SRBEX_DATA_IO_INFO;
