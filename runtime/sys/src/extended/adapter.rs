//! The adapter and its units: interrupt messages, optimizations, attributes, limits. Inline over `StorPortExtendedFunction` (storport.h).

use super::super::variadic::extended;
use super::super::*;

/// Acquires the lock of an interrupt message. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortAcquireMSISpinLock(
    HwDeviceExtension: PVOID,
    MessageId: ULONG,
    OldIrql: PULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionAcquireMSISpinLock,
            HwDeviceExtension,
            MessageId,
            OldIrql
        )
    }
}

/// Releases the lock of an interrupt message. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortReleaseMSISpinLock(
    HwDeviceExtension: PVOID,
    MessageId: ULONG,
    OldIrql: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionReleaseMSISpinLock,
            HwDeviceExtension,
            MessageId,
            OldIrql
        )
    }
}

/// Describes an interrupt message. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortGetMSIInfo(
    HwDeviceExtension: PVOID,
    MessageId: ULONG,
    InterruptInfo: PMESSAGE_INTERRUPT_INFORMATION,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetMessageInterruptInformation,
            HwDeviceExtension,
            MessageId,
            InterruptInfo
        )
    }
}

/// Reports or turns on optimizations.
#[inline(always)]
pub unsafe fn StorPortInitializePerfOpts(
    HwDeviceExtension: PVOID,
    Query: BOOLEAN,
    PerfConfigData: PPERF_CONFIGURATION_DATA,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionInitializePerformanceOptimizations,
            HwDeviceExtension,
            Query,
            PerfConfigData
        )
    }
}

/// Sets attributes of a unit. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortSetUnitAttributes(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    Attributes: STOR_UNIT_ATTRIBUTES,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionSetUnitAttributes,
            HwDeviceExtension,
            Address,
            Attributes
        )
    }
}

/// The port number that the system gave to the adapter.
#[inline(always)]
pub unsafe fn StorPortGetSystemPortNumber(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionGetSystemPortNumber, HwDeviceExtension, Address) }
}

/// Sets the storage bus type of the adapter.
#[inline(always)]
pub unsafe fn StorPortSetAdapterBusType(HwDeviceExtension: PVOID, BusType: ULONG) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionSetAdapterBusType, HwDeviceExtension, BusType) }
}

/// Changes how many requests the adapter takes at a time.
#[inline(always)]
pub unsafe fn StorPortUpdateAdapterMaxIO(HwDeviceExtension: PVOID, MaxIoCount: ULONG) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionUpdateAdapterMaxIO, HwDeviceExtension, MaxIoCount) }
}

/// Changes how many requests the adapter and its units take at a time.
#[inline(always)]
pub unsafe fn StorPortUpdatePortConfigMaxIOInfo(
    HwDeviceExtension: PVOID,
    MaxIoCount: ULONG,
    MaxIosPerLun: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionUpdateAdapterMaxIOInfo,
            HwDeviceExtension,
            MaxIoCount,
            MaxIosPerLun
        )
    }
}

/// The device objects of the adapter's stack.
#[inline(always)]
pub unsafe fn StorPortGetDeviceObjects(
    HwDeviceExtension: PVOID,
    AdapterDeviceObject: *mut PVOID,
    PhysicalDeviceObject: *mut PVOID,
    LowerDeviceObject: *mut PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetDeviceObjects,
            HwDeviceExtension,
            AdapterDeviceObject,
            PhysicalDeviceObject,
            LowerDeviceObject
        )
    }
}

/// Completes a service IRP.
#[inline(always)]
pub unsafe fn StorPortCompleteServiceIrp(HwDeviceExtension: PVOID, Irp: PVOID) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionCompleteServiceIrp, HwDeviceExtension, Irp) }
}

/// Resets the device. IRQL `PASSIVE_LEVEL`; Windows 10 2004.
#[inline(always)]
pub unsafe fn StorPortHardwareReset(
    HwDeviceExtension: PVOID,
    Type: STOR_DEVICE_RESET_TYPE,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionDeviceReset, HwDeviceExtension, Type) }
}

/// Masks or unmasks an entry of the MSI-X table. Windows Server 2022.
#[inline(always)]
pub unsafe fn StorPortMaskMsixInterrupt(
    HwDeviceExtension: PVOID,
    MessageId: ULONG,
    Mask: BOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionMaskPciMsixEntry,
            HwDeviceExtension,
            MessageId,
            Mask
        )
    }
}

/// Takes a dump of the running system. IRQL `PASSIVE_LEVEL`; Windows Server 2022.
#[inline(always)]
pub unsafe fn StorPortCaptureLiveDump(
    HwDeviceExtension: PVOID,
    StorAddress: PSTOR_ADDRESS,
    CaptureLivedump: PSTORPORT_CAPTURE_LIVEDUMP,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionCaptureLiveDump,
            HwDeviceExtension,
            StorAddress,
            CaptureLivedump
        )
    }
}
