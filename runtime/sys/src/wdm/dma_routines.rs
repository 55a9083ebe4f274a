//! The types of a DMA adapter's routines, versions 1 and 2 (wdm.h).

use super::super::*;

/// `PutDmaAdapter` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PPUT_DMA_ADAPTER = Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER)>;
/// `AllocateCommonBuffer` of [`DMA_OPERATIONS`], or NULL. IRQL `PASSIVE_LEVEL`.
pub type PALLOCATE_COMMON_BUFFER = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        Length: ULONG,
        LogicalAddress: PPHYSICAL_ADDRESS,
        CacheEnabled: BOOLEAN,
    ) -> PVOID,
>;
/// `FreeCommonBuffer` of [`DMA_OPERATIONS`], or NULL. IRQL `PASSIVE_LEVEL`.
pub type PFREE_COMMON_BUFFER = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        Length: ULONG,
        LogicalAddress: PHYSICAL_ADDRESS,
        VirtualAddress: PVOID,
        CacheEnabled: BOOLEAN,
    ),
>;
/// `AllocateAdapterChannel` of [`DMA_OPERATIONS`], or NULL. IRQL `DISPATCH_LEVEL`.
pub type PALLOCATE_ADAPTER_CHANNEL = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        DeviceObject: PDEVICE_OBJECT,
        NumberOfMapRegisters: ULONG,
        ExecutionRoutine: PDRIVER_CONTROL,
        Context: PVOID,
    ) -> NTSTATUS,
>;
/// `FlushAdapterBuffers` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PFLUSH_ADAPTER_BUFFERS = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        Mdl: PMDL,
        MapRegisterBase: PVOID,
        CurrentVa: PVOID,
        Length: ULONG,
        WriteToDevice: BOOLEAN,
    ) -> BOOLEAN,
>;
/// `FreeAdapterChannel` of [`DMA_OPERATIONS`], or NULL. IRQL `DISPATCH_LEVEL`.
pub type PFREE_ADAPTER_CHANNEL = Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER)>;
/// `FreeMapRegisters` of [`DMA_OPERATIONS`], or NULL. IRQL `DISPATCH_LEVEL`.
pub type PFREE_MAP_REGISTERS = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        MapRegisterBase: PVOID,
        NumberOfMapRegisters: ULONG,
    ),
>;
/// `MapTransfer` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PMAP_TRANSFER = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        Mdl: PMDL,
        MapRegisterBase: PVOID,
        CurrentVa: PVOID,
        Length: PULONG,
        WriteToDevice: BOOLEAN,
    ) -> PHYSICAL_ADDRESS,
>;
/// `GetDmaAlignment` of [`DMA_OPERATIONS`], or NULL. IRQL `PASSIVE_LEVEL`.
pub type PGET_DMA_ALIGNMENT = Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER) -> ULONG>;
/// `ReadDmaCounter` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PREAD_DMA_COUNTER = Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER) -> ULONG>;
/// `GetScatterGatherList` of [`DMA_OPERATIONS`], or NULL. IRQL `DISPATCH_LEVEL`.
pub type PGET_SCATTER_GATHER_LIST = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        DeviceObject: PDEVICE_OBJECT,
        Mdl: PMDL,
        CurrentVa: PVOID,
        Length: ULONG,
        ExecutionRoutine: PDRIVER_LIST_CONTROL,
        Context: PVOID,
        WriteToDevice: BOOLEAN,
    ) -> NTSTATUS,
>;
/// `PutScatterGatherList` of [`DMA_OPERATIONS`], or NULL. IRQL `DISPATCH_LEVEL`.
pub type PPUT_SCATTER_GATHER_LIST = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        ScatterGather: PSCATTER_GATHER_LIST,
        WriteToDevice: BOOLEAN,
    ),
>;
/// `CalculateScatterGatherList` of [`DMA_OPERATIONS`], or NULL. At any IRQL.
pub type PCALCULATE_SCATTER_GATHER_LIST_SIZE = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        Mdl: PMDL,
        CurrentVa: PVOID,
        Length: ULONG,
        ScatterGatherListSize: PULONG,
        pNumberOfMapRegisters: PULONG,
    ) -> NTSTATUS,
>;
/// `BuildScatterGatherList` of [`DMA_OPERATIONS`], or NULL. IRQL `DISPATCH_LEVEL`.
pub type PBUILD_SCATTER_GATHER_LIST = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        DeviceObject: PDEVICE_OBJECT,
        Mdl: PMDL,
        CurrentVa: PVOID,
        Length: ULONG,
        ExecutionRoutine: PDRIVER_LIST_CONTROL,
        Context: PVOID,
        WriteToDevice: BOOLEAN,
        ScatterGatherBuffer: PVOID,
        ScatterGatherLength: ULONG,
    ) -> NTSTATUS,
>;
/// `BuildMdlFromScatterGatherList` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PBUILD_MDL_FROM_SCATTER_GATHER_LIST = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        ScatterGather: PSCATTER_GATHER_LIST,
        OriginalMdl: PMDL,
        TargetMdl: *mut PMDL,
    ) -> NTSTATUS,
>;
