//! Processors, groups and nodes; time. Inline over `StorPortExtendedFunction` (storport.h).

use super::super::variadic::extended;
use super::super::*;

/// The current processor. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortGetCurrentProcessorNumber(
    HwDeviceExtension: PVOID,
    ProcNumber: PPROCESSOR_NUMBER,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetCurrentProcessorNumber,
            HwDeviceExtension,
            ProcNumber
        )
    }
}

/// The processors of a group. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortGetGroupAffinity(
    HwDeviceExtension: PVOID,
    GroupNumber: USHORT,
    GroupAffinityMask: PKAFFINITY,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetGroupAffinity,
            HwDeviceExtension,
            GroupNumber,
            GroupAffinityMask
        )
    }
}

/// The number of processor groups. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortGetActiveGroupCount(
    HwDeviceExtension: PVOID,
    NumberGroups: PUSHORT,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetActiveGroupCount,
            HwDeviceExtension,
            NumberGroups
        )
    }
}

/// The processors of a NUMA node. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortGetNodeAffinity(
    HwDeviceExtension: PVOID,
    NodeNumber: ULONG,
    NodeAffinityMask: PGROUP_AFFINITY,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetNodeAffinity,
            HwDeviceExtension,
            NodeNumber,
            NodeAffinityMask
        )
    }
}

/// The number of NUMA nodes. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortGetActiveNodeCount(HwDeviceExtension: PVOID, NumberNodes: PULONG) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetActiveNodeCount,
            HwDeviceExtension,
            NumberNodes
        )
    }
}

/// The highest number of a NUMA node. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortGetHighestNodeNumber(HwDeviceExtension: PVOID, HighestNode: PULONG) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetHighestNodeNumber,
            HwDeviceExtension,
            HighestNode
        )
    }
}

/// The index of a processor over all groups.
#[inline(always)]
pub unsafe fn StorPortGetProcessorIndexFromNumber(
    HwDeviceExtension: PVOID,
    ProcessorNumber: PPROCESSOR_NUMBER,
    ProcessorIndex: PULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetProcessorIndexFromNumber,
            HwDeviceExtension,
            ProcessorNumber,
            ProcessorIndex
        )
    }
}

/// The index of the current processor over all groups.
#[inline(always)]
pub unsafe fn StorPortGetCurrentProcessorIndex(
    HwDeviceExtension: PVOID,
    ProcessorIndex: PULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetCurrentProcessorIndex,
            HwDeviceExtension,
            ProcessorIndex
        )
    }
}

/// The number of processors.
#[inline(always)]
pub unsafe fn StorPortGetProcessorCount(HwDeviceExtension: PVOID, ProcessorCount: PULONG) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetProcessorCount,
            HwDeviceExtension,
            ProcessorCount
        )
    }
}

/// What processors have in common. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortGetLogicalProcessorRelationship(
    HwDeviceExtension: PVOID,
    ProcessorNumber: PPROCESSOR_NUMBER,
    RelationshipType: LOGICAL_PROCESSOR_RELATIONSHIP,
    Information: PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX,
    Length: PULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetLogicalProcessorRelationship,
            HwDeviceExtension,
            ProcessorNumber,
            RelationshipType,
            Information,
            Length
        )
    }
}

/// Reads the performance counter and its frequency. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortQueryPerformanceCounter(
    HwDeviceExtension: PVOID,
    PerformanceFrequency: PLARGE_INTEGER,
    PerformanceCounter: PLARGE_INTEGER,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionQueryPerformanceCounter,
            HwDeviceExtension,
            PerformanceFrequency,
            PerformanceCounter
        )
    }
}

/// The processors of a NUMA node, in all their groups. Windows 11, version 22H2.
#[inline(always)]
pub unsafe fn StorPortGetNodeAffinity2(
    HwDeviceExtension: PVOID,
    NodeNumber: ULONG,
    GroupAffinities: PGROUP_AFFINITY,
    GroupAffinitiesCount: USHORT,
    GroupAffinitiesCountRequired: *mut USHORT,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetNodeAffinity2,
            HwDeviceExtension,
            NodeNumber,
            GroupAffinities,
            GroupAffinitiesCount,
            GroupAffinitiesCountRequired
        )
    }
}

/// The interrupt message of a processor. Windows 11, version 22H2.
#[inline(always)]
pub unsafe fn StorPortGetMessageInterruptIDFromProcessorIndex(
    HwDeviceExtension: PVOID,
    ProcessorIndex: ULONG,
    MessageInterruptID: PULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionGetMessageInterruptIDFromProcessorIndex,
            HwDeviceExtension,
            ProcessorIndex,
            MessageInterruptID
        )
    }
}

/// How long DPCs may run on the current processor. IRQL `>= DISPATCH_LEVEL`; Windows Server 2022.
#[inline(always)]
pub unsafe fn StorPortQueryDpcWatchdogInformation(
    HwDeviceExtension: PVOID,
    DpcWatchdogInformation: PSTOR_DPC_WATCHDOG_INFORMATION,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionQueryDpcWatchdogInformation,
            HwDeviceExtension,
            DpcWatchdogInformation
        )
    }
}

/// The shortest time between two ticks of the system's clock, in units of 100 ns. Windows Server 2022.
#[inline(always)]
pub unsafe fn StorPortQueryTimerMinInterval(
    HwDeviceExtension: PVOID,
    TimerMinInterval: PULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionQueryTimerMinInterval,
            HwDeviceExtension,
            TimerMinInterval
        )
    }
}
