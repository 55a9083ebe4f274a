//! What is behind a request: its buffers, its origin. Inline over `StorPortExtendedFunction` (storport.h).

use super::super::variadic::extended;
use super::super::*;

/// Maps the data buffer of a request and returns its address. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortGetSystemAddress(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
    SystemAddress: *mut PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetSystemAddress,
            HwDeviceExtension,
            Srb,
            SystemAddress
        )
    }
}

/// The MDL of the data buffer of a request.
#[inline(always)]
pub unsafe fn StorPortGetOriginalMdl(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
    Mdl: *mut PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionGetOriginalMdl, HwDeviceExtension, Srb, Mdl) }
}

/// The MDL of the second buffer of a bidirectional request. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortGetDataInBufferMdl(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
    Mdl: *mut PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionGetDataInBufferMdl, HwDeviceExtension, Srb, Mdl) }
}

/// The address of the second buffer of a bidirectional request. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortGetDataInBufferSystemAddress(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
    SystemAddress: *mut PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetDataInBufferSystemAddress,
            HwDeviceExtension,
            Srb,
            SystemAddress
        )
    }
}

/// The scatter/gather list of the second buffer of a bidirectional request. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortGetDataInBufferScatterGatherList(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
    SgList: *mut PSTOR_SCATTER_GATHER_LIST,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetDataInBufferScatterGatherList,
            HwDeviceExtension,
            Srb,
            SgList
        )
    }
}

/// Flushes the caches of a data buffer; nothing to do on x64 and ARM64.
#[inline(always)]
pub unsafe fn StorPortFlushDataBufferMdl(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
) -> ULONG {
    // Only 32-bit ARM has caches that this must flush.
    let _ = (HwDeviceExtension, Srb);
    STOR_STATUS_SUCCESS
}

/// Builds a scatter/gather list for a buffer. IRQL `DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortBuildScatterGatherList(
    HwDeviceExtension: PVOID,
    Mdl: PVOID,
    CurrentVa: PVOID,
    Length: ULONG,
    ExecutionRoutine: PPOST_SCATTER_GATHER_EXECUTE,
    Context: PVOID,
    WriteToDevice: BOOLEAN,
    ScatterGatherBuffer: PVOID,
    ScatterGatherBufferLength: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionBuildScatterGatherList,
            HwDeviceExtension,
            Mdl,
            CurrentVa,
            Length,
            ExecutionRoutine,
            Context,
            WriteToDevice,
            ScatterGatherBuffer,
            ScatterGatherBufferLength
        )
    }
}

/// Frees a list of `StorPortBuildScatterGatherList`. IRQL `DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortPutScatterGatherList(
    HwDeviceExtension: PVOID,
    ScatterGatherList: PSTOR_SCATTER_GATHER_LIST,
    WriteToDevice: BOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionPutScatterGatherList,
            HwDeviceExtension,
            ScatterGatherList,
            WriteToDevice
        )
    }
}

/// The page frames of a data buffer.
#[inline(always)]
pub unsafe fn StorPortGetPfns(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
    Mdl: PVOID,
    Pfns: *mut PVOID,
    PfnCount: *mut ULONG,
    StartingOffset: *mut ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetPfns,
            HwDeviceExtension,
            Srb,
            Mdl,
            Pfns,
            PfnCount,
            StartingOffset
        )
    }
}

/// What is known of the I/O behind a request. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortGetRequestInfo(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
    RequestInfo: PSTOR_REQUEST_INFO,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetRequestInfo,
            HwDeviceExtension,
            Srb,
            RequestInfo
        )
    }
}

/// The activity identifier of a request. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortGetActivityIdSrb(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
    ActivityId: LPGUID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionGetActivityId, HwDeviceExtension, Srb, ActivityId) }
}

/// The message and channel that a request should use.
#[inline(always)]
pub unsafe fn StorPortGetStartIoPerfParams(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
    StartIoPerfParams: PSTARTIO_PERFORMANCE_PARAMETERS,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetStartIoPerformanceParameters,
            HwDeviceExtension,
            Srb,
            StartIoPerfParams
        )
    }
}

/// Copies what the IRP of a request carries to another IRP.
#[inline(always)]
pub unsafe fn StorPortPropagateIrpExtension(
    HwDeviceExtension: PVOID,
    Srb: PSCSI_REQUEST_BLOCK,
    TargetIrp: PVOID,
    Flags: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionPropagateIrpExtension,
            HwDeviceExtension,
            Srb,
            TargetIrp,
            Flags
        )
    }
}
