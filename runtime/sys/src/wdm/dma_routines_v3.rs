//! The types of a DMA adapter's routines, version 3 (wdm.h).

use super::super::*;

/// `GetDmaAdapterInfo` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PGET_DMA_ADAPTER_INFO = Option<
    unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER, AdapterInfo: PDMA_ADAPTER_INFO) -> NTSTATUS,
>;
/// `GetDmaTransferInfo` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PGET_DMA_TRANSFER_INFO = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        Mdl: PMDL,
        Offset: ULONGLONG,
        Length: ULONG,
        WriteOnly: BOOLEAN,
        TransferInfo: PDMA_TRANSFER_INFO,
    ) -> NTSTATUS,
>;
/// `InitializeDmaTransferContext` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PINITIALIZE_DMA_TRANSFER_CONTEXT =
    Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER, DmaTransferContext: PVOID) -> NTSTATUS>;
/// `AllocateCommonBufferEx` of [`DMA_OPERATIONS`], or NULL. IRQL `PASSIVE_LEVEL`.
pub type PALLOCATE_COMMON_BUFFER_EX = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        MaximumAddress: PPHYSICAL_ADDRESS,
        Length: ULONG,
        LogicalAddress: PPHYSICAL_ADDRESS,
        CacheEnabled: BOOLEAN,
        PreferredNode: NODE_REQUIREMENT,
    ) -> PVOID,
>;
/// `AllocateAdapterChannelEx` of [`DMA_OPERATIONS`], or NULL. IRQL `DISPATCH_LEVEL`.
pub type PALLOCATE_ADAPTER_CHANNEL_EX = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        DeviceObject: PDEVICE_OBJECT,
        DmaTransferContext: PVOID,
        NumberOfMapRegisters: ULONG,
        Flags: ULONG,
        ExecutionRoutine: PDRIVER_CONTROL,
        ExecutionContext: PVOID,
        MapRegisterBase: *mut PVOID,
    ) -> NTSTATUS,
>;
/// `ConfigureAdapterChannel` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PCONFIGURE_ADAPTER_CHANNEL = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        FunctionNumber: ULONG,
        Context: PVOID,
    ) -> NTSTATUS,
>;
/// `CancelAdapterChannel` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PCANCEL_ADAPTER_CHANNEL = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        DeviceObject: PDEVICE_OBJECT,
        DmaTransferContext: PVOID,
    ) -> BOOLEAN,
>;
/// `MapTransferEx` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PMAP_TRANSFER_EX = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        Mdl: PMDL,
        MapRegisterBase: PVOID,
        Offset: ULONGLONG,
        DeviceOffset: ULONG,
        Length: PULONG,
        WriteToDevice: BOOLEAN,
        ScatterGatherBuffer: PSCATTER_GATHER_LIST,
        ScatterGatherBufferLength: ULONG,
        DmaCompletionRoutine: PDMA_COMPLETION_ROUTINE,
        CompletionContext: PVOID,
    ) -> NTSTATUS,
>;
/// `GetScatterGatherListEx` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PGET_SCATTER_GATHER_LIST_EX = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        DeviceObject: PDEVICE_OBJECT,
        DmaTransferContext: PVOID,
        Mdl: PMDL,
        Offset: ULONGLONG,
        Length: ULONG,
        Flags: ULONG,
        ExecutionRoutine: PDRIVER_LIST_CONTROL,
        Context: PVOID,
        WriteToDevice: BOOLEAN,
        DmaCompletionRoutine: PDMA_COMPLETION_ROUTINE,
        CompletionContext: PVOID,
        ScatterGatherList: *mut PSCATTER_GATHER_LIST,
    ) -> NTSTATUS,
>;
/// `BuildScatterGatherListEx` of [`DMA_OPERATIONS`], or NULL. IRQL `DISPATCH_LEVEL`.
pub type PBUILD_SCATTER_GATHER_LIST_EX = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        DeviceObject: PDEVICE_OBJECT,
        DmaTransferContext: PVOID,
        Mdl: PMDL,
        Offset: ULONGLONG,
        Length: ULONG,
        Flags: ULONG,
        ExecutionRoutine: PDRIVER_LIST_CONTROL,
        Context: PVOID,
        WriteToDevice: BOOLEAN,
        ScatterGatherBuffer: PVOID,
        ScatterGatherLength: ULONG,
        DmaCompletionRoutine: PDMA_COMPLETION_ROUTINE,
        CompletionContext: PVOID,
        ScatterGatherList: PVOID,
    ) -> NTSTATUS,
>;
/// `FlushAdapterBuffersEx` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PFLUSH_ADAPTER_BUFFERS_EX = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        Mdl: PMDL,
        MapRegisterBase: PVOID,
        Offset: ULONGLONG,
        Length: ULONG,
        WriteToDevice: BOOLEAN,
    ) -> NTSTATUS,
>;
/// `FreeAdapterObject` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PFREE_ADAPTER_OBJECT =
    Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER, AllocationAction: IO_ALLOCATION_ACTION)>;
/// `CancelMappedTransfer` of [`DMA_OPERATIONS`], or NULL. IRQL `<= DISPATCH_LEVEL`.
pub type PCANCEL_MAPPED_TRANSFER =
    Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER, DmaTransferContext: PVOID) -> NTSTATUS>;
/// `AllocateDomainCommonBuffer` of [`DMA_OPERATIONS`], or NULL. IRQL `PASSIVE_LEVEL`.
pub type PALLOCATE_DOMAIN_COMMON_BUFFER = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        DomainHandle: HANDLE,
        MaximumAddress: PPHYSICAL_ADDRESS,
        Length: ULONG,
        Flags: ULONG,
        CacheType: *mut MEMORY_CACHING_TYPE,
        PreferredNode: NODE_REQUIREMENT,
        LogicalAddress: PPHYSICAL_ADDRESS,
        VirtualAddress: *mut PVOID,
    ) -> NTSTATUS,
>;
/// `FlushDmaBuffer` of [`DMA_OPERATIONS`], or NULL.
pub type PFLUSH_DMA_BUFFER = Option<
    unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER, Mdl: PMDL, ReadOperation: BOOLEAN) -> NTSTATUS,
>;
/// `JoinDmaDomain` of [`DMA_OPERATIONS`], or NULL. IRQL `PASSIVE_LEVEL`.
pub type PJOIN_DMA_DOMAIN =
    Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER, DomainHandle: HANDLE) -> NTSTATUS>;
/// `LeaveDmaDomain` of [`DMA_OPERATIONS`], or NULL. IRQL `PASSIVE_LEVEL`.
pub type PLEAVE_DMA_DOMAIN = Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER) -> NTSTATUS>;
/// `GetDmaDomain` of [`DMA_OPERATIONS`], or NULL. IRQL `PASSIVE_LEVEL`.
pub type PGET_DMA_DOMAIN = Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER) -> HANDLE>;
/// `AllocateCommonBufferWithBounds` of [`DMA_OPERATIONS`], or NULL. IRQL `PASSIVE_LEVEL`.
pub type PALLOCATE_COMMON_BUFFER_WITH_BOUNDS = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        MinimumAddress: PPHYSICAL_ADDRESS,
        MaximumAddress: PPHYSICAL_ADDRESS,
        Length: ULONG,
        Flags: ULONG,
        CacheType: *mut MEMORY_CACHING_TYPE,
        PreferredNode: NODE_REQUIREMENT,
        LogicalAddress: PPHYSICAL_ADDRESS,
    ) -> PVOID,
>;
/// `AllocateCommonBufferVector` of [`DMA_OPERATIONS`], or NULL.
pub type PALLOCATE_COMMON_BUFFER_VECTOR = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        LowAddress: PHYSICAL_ADDRESS,
        HighAddress: PHYSICAL_ADDRESS,
        CacheType: MEMORY_CACHING_TYPE,
        IdealNode: NODE_REQUIREMENT,
        Flags: ULONG,
        NumberOfElements: ULONG,
        SizeOfElements: ULONGLONG,
        VectorOut: *mut PDMA_COMMON_BUFFER_VECTOR,
    ) -> NTSTATUS,
>;
/// `GetCommonBufferFromVectorByIndex` of [`DMA_OPERATIONS`], or NULL.
pub type PGET_COMMON_BUFFER_FROM_VECTOR_BY_INDEX = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        Vector: PDMA_COMMON_BUFFER_VECTOR,
        Index: ULONG,
        VirtualAddressOut: *mut PVOID,
        LogicalAddressOut: PPHYSICAL_ADDRESS,
    ),
>;
/// `FreeCommonBufferFromVector` of [`DMA_OPERATIONS`], or NULL.
pub type PFREE_COMMON_BUFFER_FROM_VECTOR = Option<
    unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER, Vector: PDMA_COMMON_BUFFER_VECTOR, Index: ULONG),
>;
/// `FreeCommonBufferVector` of [`DMA_OPERATIONS`], or NULL.
pub type PFREE_COMMON_BUFFER_VECTOR =
    Option<unsafe extern "C" fn(DmaAdapter: PDMA_ADAPTER, Vector: PDMA_COMMON_BUFFER_VECTOR)>;
/// `CreateCommonBufferFromMdl` of [`DMA_OPERATIONS`], or NULL.
pub type PCREATE_COMMON_BUFFER_FROM_MDL = Option<
    unsafe extern "C" fn(
        DmaAdapter: PDMA_ADAPTER,
        Mdl: PMDL,
        ExtendedConfigs: PDMA_COMMON_BUFFER_EXTENDED_CONFIGURATION,
        ExtendedConfigsCount: ULONG,
        LogicalAddress: PPHYSICAL_ADDRESS,
    ) -> NTSTATUS,
>;
