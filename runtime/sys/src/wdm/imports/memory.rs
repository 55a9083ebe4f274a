//! Pool, mappings, memory descriptor lists and DMA adapters (wdm.h). In a simulated build the simulator defines them.

use super::super::super::*;

imports! { "ntoskrnl.exe":
    /// Allocates pool memory, zeroed unless the flags say otherwise, or NULL. IRQL `<= DISPATCH_LEVEL`.
    pub fn ExAllocatePool2(Flags: POOL_FLAGS, NumberOfBytes: SIZE_T, Tag: ULONG) -> PVOID;
    /// Frees pool memory; paged one up to `APC_LEVEL`. IRQL `<= DISPATCH_LEVEL`.
    pub fn ExFreePoolWithTag(P: PVOID, Tag: ULONG);
    /// Maps physical addresses of a device, or NULL. IRQL `<= DISPATCH_LEVEL`.
    pub fn MmMapIoSpaceEx(
        PhysicalAddress: PHYSICAL_ADDRESS,
        NumberOfBytes: SIZE_T,
        Protect: ULONG,
    ) -> PVOID;
    /// Unmaps them. IRQL `<= DISPATCH_LEVEL`.
    pub fn MmUnmapIoSpace(BaseAddress: PVOID, NumberOfBytes: SIZE_T);
    /// Maps the pages of an MDL, or NULL. IRQL `<= DISPATCH_LEVEL when AccessMode==KernelMode`.
    pub fn MmMapLockedPagesSpecifyCache(
        MemoryDescriptorList: PMDL,
        AccessMode: KPROCESSOR_MODE,
        CacheType: MEMORY_CACHING_TYPE,
        RequestedAddress: PVOID,
        BugCheckOnFailure: ULONG,
        Priority: ULONG,
    ) -> PVOID;
    /// Unmaps them. IRQL `<= DISPATCH_LEVEL`.
    pub fn MmUnmapLockedPages(BaseAddress: PVOID, MemoryDescriptorList: PMDL);
    /// Locks the pages of an MDL; raises an exception if they are not there. IRQL `<= DISPATCH_LEVEL`.
    pub fn MmProbeAndLockPages(
        MemoryDescriptorList: PMDL,
        AccessMode: KPROCESSOR_MODE,
        Operation: LOCK_OPERATION,
    );
    /// Unlocks them. IRQL `<= DISPATCH_LEVEL`.
    pub fn MmUnlockPages(MemoryDescriptorList: PMDL);
    /// Fills an MDL of memory that is resident. IRQL `<= DISPATCH_LEVEL`.
    pub fn MmBuildMdlForNonPagedPool(MemoryDescriptorList: PMDL);
    /// Makes an MDL for a buffer, or NULL. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoAllocateMdl(
        VirtualAddress: PVOID,
        Length: ULONG,
        SecondaryBuffer: BOOLEAN,
        ChargeQuota: BOOLEAN,
        Irp: PIRP,
    ) -> PMDL;
    /// Frees an MDL. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoFreeMdl(Mdl: PMDL);
    /// Makes an MDL of a part of another. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoBuildPartialMdl(
        SourceMdl: PMDL,
        TargetMdl: PMDL,
        VirtualAddress: PVOID,
        Length: ULONG,
    );
    /// Makes memory and caches agree where the bus does not. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeFlushIoBuffers(Mdl: PMDL, ReadOperation: BOOLEAN, DmaOperation: BOOLEAN);
    /// The DMA adapter of a device, or NULL; given back by its `PutDmaAdapter`. IRQL `PASSIVE_LEVEL`.
    pub fn IoGetDmaAdapter(
        PhysicalDeviceObject: PDEVICE_OBJECT,
        DeviceDescription: *mut DEVICE_DESCRIPTION,
        NumberOfMapRegisters: PULONG,
    ) -> PDMA_ADAPTER;
}
