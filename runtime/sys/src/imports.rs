//! Routines that storport.sys and ntoskrnl.exe export (storport.h, wdm.h). In a simulated build `miniport-sim` defines them.

use super::*;

imports! { "storport.sys":
    /// Registers the miniport; `DriverEntry` returns its result.
    pub fn StorPortInitialize(
        Argument1: PVOID,
        Argument2: PVOID,
        HwInitializationData: *mut HW_INITIALIZATION_DATA,
        HwContext: PVOID,
    ) -> ULONG;
    /// Unmaps what `StorPortGetDeviceBase` mapped.
    pub fn StorPortFreeDeviceBase(HwDeviceExtension: PVOID, MappedAddress: PVOID);
    /// Reads configuration data of the bus.
    pub fn StorPortGetBusData(
        DeviceExtension: PVOID,
        BusDataType: ULONG,
        SystemIoBusNumber: ULONG,
        SlotNumber: ULONG,
        Buffer: PVOID,
        Length: ULONG,
    ) -> ULONG;
    /// Writes configuration data of the bus.
    pub fn StorPortSetBusDataByOffset(
        DeviceExtension: PVOID,
        BusDataType: ULONG,
        SystemIoBusNumber: ULONG,
        SlotNumber: ULONG,
        Buffer: PVOID,
        Offset: ULONG,
        Length: ULONG,
    ) -> ULONG;
    /// Maps a range of device registers.
    pub fn StorPortGetDeviceBase(
        HwDeviceExtension: PVOID,
        BusType: INTERFACE_TYPE,
        SystemIoBusNumber: ULONG,
        IoAddress: STOR_PHYSICAL_ADDRESS,
        NumberOfBytes: ULONG,
        InIoSpace: BOOLEAN,
    ) -> PVOID;
    /// Finds the extension of a logical unit.
    pub fn StorPortGetLogicalUnit(
        HwDeviceExtension: PVOID,
        PathId: UCHAR,
        TargetId: UCHAR,
        Lun: UCHAR,
    ) -> PVOID;
    /// The scatter/gather list of a request.
    pub fn StorPortGetScatterGatherList(
        HwDeviceExtension: PVOID,
        Srb: PSCSI_REQUEST_BLOCK,
    ) -> PSTOR_SCATTER_GATHER_LIST;
    /// The physical address of a byte of a buffer, and how far it is contiguous.
    pub fn StorPortGetPhysicalAddress(
        HwDeviceExtension: PVOID,
        Srb: PSCSI_REQUEST_BLOCK,
        VirtualAddress: PVOID,
        Length: *mut ULONG,
    ) -> STOR_PHYSICAL_ADDRESS;
    /// The virtual address of a byte of the uncached extension.
    pub fn StorPortGetVirtualAddress(
        HwDeviceExtension: PVOID,
        PhysicalAddress: STOR_PHYSICAL_ADDRESS,
    ) -> PVOID;
    /// Allocates memory that the device and the miniport share.
    pub fn StorPortGetUncachedExtension(
        HwDeviceExtension: PVOID,
        ConfigInfo: PPORT_CONFIGURATION_INFORMATION,
        NumberOfBytes: ULONG,
    ) -> PVOID;
    /// Holds the requests of a unit back for some seconds.
    pub fn StorPortPauseDevice(
        HwDeviceExtension: PVOID,
        PathId: UCHAR,
        TargetId: UCHAR,
        Lun: UCHAR,
        Timeout: ULONG,
    ) -> BOOLEAN;
    /// Lets a paused unit go on.
    pub fn StorPortResumeDevice(
        HwDeviceExtension: PVOID,
        PathId: UCHAR,
        TargetId: UCHAR,
        Lun: UCHAR,
    ) -> BOOLEAN;
    /// Holds the requests of the adapter back for some seconds.
    pub fn StorPortPause(HwDeviceExtension: PVOID, Timeout: ULONG) -> BOOLEAN;
    /// Lets a paused adapter go on.
    pub fn StorPortResume(HwDeviceExtension: PVOID) -> BOOLEAN;
    /// Holds the requests of a unit back until some have completed.
    pub fn StorPortDeviceBusy(
        HwDeviceExtension: PVOID,
        PathId: UCHAR,
        TargetId: UCHAR,
        Lun: UCHAR,
        RequestsToComplete: ULONG,
    ) -> BOOLEAN;
    /// Takes `StorPortDeviceBusy` back.
    pub fn StorPortDeviceReady(
        HwDeviceExtension: PVOID,
        PathId: UCHAR,
        TargetId: UCHAR,
        Lun: UCHAR,
    ) -> BOOLEAN;
    /// Holds the requests of the adapter back until some have completed.
    pub fn StorPortBusy(HwDeviceExtension: PVOID, RequestsToComplete: ULONG) -> BOOLEAN;
    /// Takes `StorPortBusy` back.
    pub fn StorPortReady(HwDeviceExtension: PVOID) -> BOOLEAN;
    /// Sets how many requests of a unit are sent at a time.
    pub fn StorPortSetDeviceQueueDepth(
        HwDeviceExtension: PVOID,
        PathId: UCHAR,
        TargetId: UCHAR,
        Lun: UCHAR,
        Depth: ULONG,
    ) -> BOOLEAN;
    /// Logs an error. Deprecated: `StorPortLogSystemEvent`.
    pub fn StorPortLogError(
        HwDeviceExtension: PVOID,
        Srb: PSCSI_REQUEST_BLOCK,
        PathId: UCHAR,
        TargetId: UCHAR,
        Lun: UCHAR,
        ErrorCode: ULONG,
        UniqueId: ULONG,
    );
    /// Completes all requests of a unit with a status. Not to be called by a miniport (SDV rules StorPortCompleteRequest,
    /// StorPortDDIsPortOnly): bound for tests of the simulator only.
    #[cfg(feature = "simulated")]
    #[doc(hidden)]
    pub fn StorPortCompleteRequest(
        HwDeviceExtension: PVOID,
        PathId: UCHAR,
        TargetId: UCHAR,
        Lun: UCHAR,
        SrbStatus: UCHAR,
    );
    /// Spins for some microseconds.
    pub fn StorPortStallExecution(Delay: ULONG);
    /// Calls a routine with the interrupt lock held.
    pub fn StorPortSynchronizeAccess(
        HwDeviceExtension: PVOID,
        SynchronizedAccessRoutine: PSTOR_SYNCHRONIZED_ACCESS,
        Context: PVOID,
    ) -> BOOLEAN;
    /// Copies memory that may overlap.
    pub fn StorPortMoveMemory(WriteBuffer: PVOID, ReadBuffer: PVOID, Length: ULONG);
    /// Makes a physical address of an integer.
    pub fn StorPortConvertUlongToPhysicalAddress(UlongAddress: ULONG_PTR) -> STOR_PHYSICAL_ADDRESS;
    /// The lower 32 bits of a physical address.
    pub fn StorPortConvertPhysicalAddressToUlong(Address: STOR_PHYSICAL_ADDRESS) -> ULONG;
    /// The system time, in units of 100 ns since 1601. At any IRQL.
    pub fn StorPortQuerySystemTime(CurrentTime: PLARGE_INTEGER);
    /// Allocates the buffer for registry values.
    pub fn StorPortAllocateRegistryBuffer(HwDeviceExtension: PVOID, Length: PULONG) -> PUCHAR;
    /// Frees the buffer for registry values.
    pub fn StorPortFreeRegistryBuffer(HwDeviceExtension: PVOID, Buffer: PUCHAR);
    /// Reads a registry value of the miniport. IRQL `PASSIVE_LEVEL`.
    pub fn StorPortRegistryRead(
        HwDeviceExtension: PVOID,
        ValueName: PUCHAR,
        Global: ULONG,
        Type: ULONG,
        Buffer: PUCHAR,
        BufferLength: PULONG,
    ) -> BOOLEAN;
    /// Writes a registry value of the miniport. IRQL `PASSIVE_LEVEL`.
    pub fn StorPortRegistryWrite(
        HwDeviceExtension: PVOID,
        ValueName: PUCHAR,
        Global: ULONG,
        Type: ULONG,
        Buffer: PUCHAR,
        BufferLength: ULONG,
    ) -> BOOLEAN;
    /// Deprecated: it always answers TRUE.
    pub fn StorPortValidateRange(
        HwDeviceExtension: PVOID,
        BusType: INTERFACE_TYPE,
        SystemIoBusNumber: ULONG,
        IoAddress: STOR_PHYSICAL_ADDRESS,
        NumberOfBytes: ULONG,
        InIoSpace: BOOLEAN,
    ) -> BOOLEAN;
}

imports! { "ntoskrnl.exe":
    /// The IRQL of the current processor. At any IRQL.
    pub fn KeGetCurrentIrql() -> KIRQL;
    /// Stops the system with a bug check. At any IRQL.
    pub fn KeBugCheckEx(
        BugCheckCode: ULONG,
        BugCheckParameter1: ULONG_PTR,
        BugCheckParameter2: ULONG_PTR,
        BugCheckParameter3: ULONG_PTR,
        BugCheckParameter4: ULONG_PTR,
    ) -> !;
}
