//! Memory: pool, contiguous memory, DMA memory, MDLs. Inline over `StorPortExtendedFunction` (storport.h).

use super::super::variadic::extended;
use super::super::*;

/// Allocates nonpaged memory. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortAllocatePool(
    HwDeviceExtension: PVOID,
    NumberOfBytes: ULONG,
    Tag: ULONG,
    BufferPointer: *mut PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionAllocatePool,
            HwDeviceExtension,
            NumberOfBytes,
            Tag,
            BufferPointer
        )
    }
}

/// Frees memory of `StorPortAllocatePool`. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortFreePool(HwDeviceExtension: PVOID, BufferPointer: PVOID) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionFreePool, HwDeviceExtension, BufferPointer) }
}

/// Allocates an MDL for a buffer. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortAllocateMdl(
    HwDeviceExtension: PVOID,
    BufferPointer: PVOID,
    NumberOfBytes: ULONG,
    Mdl: *mut PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionAllocateMdl,
            HwDeviceExtension,
            BufferPointer,
            NumberOfBytes,
            Mdl
        )
    }
}

/// Frees an MDL. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortFreeMdl(HwDeviceExtension: PVOID, Mdl: PVOID) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionFreeMdl, HwDeviceExtension, Mdl) }
}

/// Fills an MDL that describes nonpaged pool. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortBuildMdlForNonPagedPool(HwDeviceExtension: PVOID, Mdl: PVOID) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionBuildMdlForNonPagedPool, HwDeviceExtension, Mdl) }
}

/// Allocates physically contiguous memory. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortAllocateContiguousMemorySpecifyCacheNode(
    HwDeviceExtension: PVOID,
    NumberOfBytes: SIZE_T,
    LowestAcceptableAddress: PHYSICAL_ADDRESS,
    HighestAcceptableAddress: PHYSICAL_ADDRESS,
    BoundaryAddressMultiple: PHYSICAL_ADDRESS,
    CacheType: MEMORY_CACHING_TYPE,
    PreferredNode: NODE_REQUIREMENT,
    BufferPointer: *mut PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionAllocateContiguousMemorySpecifyCacheNode,
            HwDeviceExtension,
            NumberOfBytes,
            LowestAcceptableAddress,
            HighestAcceptableAddress,
            BoundaryAddressMultiple,
            CacheType,
            PreferredNode,
            BufferPointer
        )
    }
}

/// Frees physically contiguous memory. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortFreeContiguousMemorySpecifyCache(
    HwDeviceExtension: PVOID,
    BaseAddress: PVOID,
    NumberOfBytes: SIZE_T,
    CacheType: MEMORY_CACHING_TYPE,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionFreeContiguousMemorySpecifyCache,
            HwDeviceExtension,
            BaseAddress,
            NumberOfBytes,
            CacheType
        )
    }
}

/// Allocates memory for DMA. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortAllocateDmaMemory(
    HwDeviceExtension: PVOID,
    NumberOfBytes: SIZE_T,
    LowestAcceptableAddress: PHYSICAL_ADDRESS,
    HighestAcceptableAddress: PHYSICAL_ADDRESS,
    BoundaryAddressMultiple: PHYSICAL_ADDRESS,
    CacheType: MEMORY_CACHING_TYPE,
    PreferredNode: NODE_REQUIREMENT,
    BufferPointer: *mut PVOID,
    PhysicalAddress: PPHYSICAL_ADDRESS,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionAllocateDmaMemory,
            HwDeviceExtension,
            NumberOfBytes,
            LowestAcceptableAddress,
            HighestAcceptableAddress,
            BoundaryAddressMultiple,
            CacheType,
            PreferredNode,
            BufferPointer,
            PhysicalAddress
        )
    }
}

/// Frees memory of `StorPortAllocateDmaMemory`.
#[inline(always)]
pub unsafe fn StorPortFreeDmaMemory(
    HwDeviceExtension: PVOID,
    BaseAddress: PVOID,
    NumberOfBytes: SIZE_T,
    CacheType: MEMORY_CACHING_TYPE,
    PhysicalAddress: PHYSICAL_ADDRESS,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionFreeDmaMemory,
            HwDeviceExtension,
            BaseAddress,
            NumberOfBytes,
            CacheType,
            PhysicalAddress
        )
    }
}

/// Allocates memory for the use of the device. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortAllocateHostMemoryBuffer(
    HwDeviceExtension: PVOID,
    MinimumBytes: SIZE_T,
    PreferredBytes: SIZE_T,
    UtilizationBytes: ULONGLONG,
    AlignmentBytes: ULONG,
    LowestAcceptableAddress: PHYSICAL_ADDRESS,
    HighestAcceptableAddress: PHYSICAL_ADDRESS,
    BoundaryAddressMultiple: PHYSICAL_ADDRESS,
    PhysicalAddressRanges: PACCESS_RANGE,
    PhysicalAddressRangeCount: PULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionAllocateHmb,
            HwDeviceExtension,
            MinimumBytes,
            PreferredBytes,
            UtilizationBytes,
            AlignmentBytes,
            LowestAcceptableAddress,
            HighestAcceptableAddress,
            BoundaryAddressMultiple,
            PhysicalAddressRanges,
            PhysicalAddressRangeCount
        )
    }
}

/// Frees memory of `StorPortAllocateHostMemoryBuffer`.
#[inline(always)]
pub unsafe fn StorPortFreeHostMemoryBuffer(
    HwDeviceExtension: PVOID,
    PhysicalAddressRanges: PACCESS_RANGE,
    PhysicalAddressRangeCount: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionFreeHmb,
            HwDeviceExtension,
            PhysicalAddressRanges,
            PhysicalAddressRangeCount
        )
    }
}

/// Marks memory that must be part of a hibernation file. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortMarkDumpMemory(
    HwDeviceExtension: PVOID,
    Address: PVOID,
    Length: ULONG_PTR,
    Flags: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionMarkDumpMemory,
            HwDeviceExtension,
            Address,
            Length,
            Flags
        )
    }
}
