//! Requests in the form of SCSI port: `SCSI_REQUEST_BLOCK` and its variants (srb.h, storport.h).

use super::*;

/// A request in the form of SCSI port. `QueueSortKey` also goes by `InternalStatus` and `LinkTimeoutValue`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SCSI_REQUEST_BLOCK {
    pub Length: USHORT,
    pub Function: UCHAR,
    pub SrbStatus: UCHAR,
    pub ScsiStatus: UCHAR,
    pub PathId: UCHAR,
    pub TargetId: UCHAR,
    pub Lun: UCHAR,
    pub QueueTag: UCHAR,
    pub QueueAction: UCHAR,
    pub CdbLength: UCHAR,
    pub SenseInfoBufferLength: UCHAR,
    pub SrbFlags: ULONG,
    pub DataTransferLength: ULONG,
    pub TimeOutValue: ULONG,
    pub DataBuffer: PVOID,
    pub SenseInfoBuffer: PVOID,
    pub NextSrb: *mut SCSI_REQUEST_BLOCK,
    pub OriginalRequest: PVOID,
    pub SrbExtension: PVOID,
    pub QueueSortKey: ULONG,
    pub Reserved: ULONG,
    pub Cdb: [UCHAR; 16],
}
/// Pointer to [`SCSI_REQUEST_BLOCK`].
pub type PSCSI_REQUEST_BLOCK = *mut SCSI_REQUEST_BLOCK;

/// A WMI request (`SRB_FUNCTION_WMI`) in the form of SCSI port.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SCSI_WMI_REQUEST_BLOCK {
    pub Length: USHORT,
    pub Function: UCHAR,
    pub SrbStatus: UCHAR,
    pub WMISubFunction: UCHAR,
    pub PathId: UCHAR,
    pub TargetId: UCHAR,
    pub Lun: UCHAR,
    pub Reserved1: UCHAR,
    pub WMIFlags: UCHAR,
    pub Reserved2: [UCHAR; 2],
    pub SrbFlags: ULONG,
    pub DataTransferLength: ULONG,
    pub TimeOutValue: ULONG,
    pub DataBuffer: PVOID,
    pub DataPath: PVOID,
    pub Reserved3: PVOID,
    pub OriginalRequest: PVOID,
    pub SrbExtension: PVOID,
    pub Reserved4: ULONG,
    pub Reserved6: ULONG,
    pub Reserved5: [UCHAR; 16],
}
/// Pointer to [`SCSI_WMI_REQUEST_BLOCK`].
pub type PSCSI_WMI_REQUEST_BLOCK = *mut SCSI_WMI_REQUEST_BLOCK;

/// A power request (`SRB_FUNCTION_POWER`) in the form of SCSI port.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SCSI_POWER_REQUEST_BLOCK {
    pub Length: USHORT,
    pub Function: UCHAR,
    pub SrbStatus: UCHAR,
    pub SrbPowerFlags: UCHAR,
    pub PathId: UCHAR,
    pub TargetId: UCHAR,
    pub Lun: UCHAR,
    pub DevicePowerState: STOR_DEVICE_POWER_STATE,
    pub SrbFlags: ULONG,
    pub DataTransferLength: ULONG,
    pub TimeOutValue: ULONG,
    pub DataBuffer: PVOID,
    pub SenseInfoBuffer: PVOID,
    pub NextSrb: *mut SCSI_REQUEST_BLOCK,
    pub OriginalRequest: PVOID,
    pub SrbExtension: PVOID,
    pub PowerAction: STOR_POWER_ACTION,
    pub Reserved: ULONG,
    pub Reserved5: [UCHAR; 16],
}
/// Pointer to [`SCSI_POWER_REQUEST_BLOCK`].
pub type PSCSI_POWER_REQUEST_BLOCK = *mut SCSI_POWER_REQUEST_BLOCK;

/// A PnP request (`SRB_FUNCTION_PNP`) in the form of SCSI port.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SCSI_PNP_REQUEST_BLOCK {
    pub Length: USHORT,
    pub Function: UCHAR,
    pub SrbStatus: UCHAR,
    pub PnPSubFunction: UCHAR,
    pub PathId: UCHAR,
    pub TargetId: UCHAR,
    pub Lun: UCHAR,
    pub PnPAction: STOR_PNP_ACTION,
    pub SrbFlags: ULONG,
    pub DataTransferLength: ULONG,
    pub TimeOutValue: ULONG,
    pub DataBuffer: PVOID,
    pub SenseInfoBuffer: PVOID,
    pub NextSrb: *mut SCSI_REQUEST_BLOCK,
    pub OriginalRequest: PVOID,
    pub SrbExtension: PVOID,
    pub SrbPnPFlags: ULONG,
    pub Reserved: ULONG,
    pub Reserved4: [UCHAR; 16],
}
/// Pointer to [`SCSI_PNP_REQUEST_BLOCK`].
pub type PSCSI_PNP_REQUEST_BLOCK = *mut SCSI_PNP_REQUEST_BLOCK;

/// What an application puts before the data of a private control request (`IOCTL_SCSI_MINIPORT`, ntddscsi.h).
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct SRB_IO_CONTROL {
    pub HeaderLength: ULONG,
    pub Signature: [UCHAR; 8],
    pub Timeout: ULONG,
    pub ControlCode: ULONG,
    pub ReturnCode: ULONG,
    pub Length: ULONG,
}
/// Pointer to [`SRB_IO_CONTROL`].
pub type PSRB_IO_CONTROL = *mut SRB_IO_CONTROL;
