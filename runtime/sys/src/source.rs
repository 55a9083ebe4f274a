//! The namespace of the headers, and the one place that knows that its names have two sources: the files beside this one, and in a
//! kernel build with the feature `wdk-sys` the crate of that name, for what is listed here. `docs/wdk-sys.md` of the runtime says why the rest
//! is not.

use core::mem;

#[cfg(wdk_sys)]
mod constants;

pub use crate::callbacks::*;
pub use crate::capabilities::*;
pub use crate::codes::*;
pub use crate::configuration::*;
pub use crate::control::*;
pub use crate::control_types::*;
pub use crate::enums::*;
pub use crate::events::*;
pub use crate::extended::*;
pub use crate::imports::*;
pub use crate::notification::*;
pub use crate::notify::*;
pub use crate::objects::*;
pub use crate::pofx::*;
pub use crate::registers::*;
#[cfg(not(kernel))]
pub use crate::simulator::*;
pub use crate::srb::*;
pub use crate::srb_constants::*;
pub use crate::srbex::*;
pub use crate::storport_constants::*;
pub use crate::tuning::*;
pub use crate::variadic::*;
pub use crate::wdm::*;
pub use crate::wmi::*;

// A name that is listed wins over one that comes by `*`.
#[cfg(wdk_sys)]
#[rustfmt::skip]
pub use wdk_sys::{
    // Integers, characters and pointers to them.
    ACCESS_MASK, BOOLEAN, CCHAR, CHAR, CSHORT, HANDLE, KIRQL, KPRIORITY, KPROCESSOR_MODE, LCID, LONG, LONGLONG, NTSTATUS,
    PBOOLEAN, PCHAR, PCSTR, PCWSTR, PHANDLE, PKIRQL, POOL_FLAGS, PSHORT, PSTR, PUCHAR, PULONG, PUSHORT, PVOID, PWSTR, SHORT,
    UCHAR, ULONG, ULONGLONG, USHORT, WCHAR,
    // Structures of every kind of driver.
    GUID, LARGE_INTEGER, LIST_ENTRY, LPCGUID, LPGUID, PHYSICAL_ADDRESS, PLARGE_INTEGER,
    PLIST_ENTRY, PPHYSICAL_ADDRESS, PPROCESSOR_NUMBER, PROCESSOR_NUMBER, PSINGLE_LIST_ENTRY, PUNICODE_STRING,
    SINGLE_LIST_ENTRY, UNICODE_STRING,
    // Driver, device and file objects.
    DEVICE_OBJECT, DRIVER_EXTENSION, DRIVER_OBJECT, FILE_OBJECT, PDEVICE_OBJECT, PDRIVER_EXTENSION, PDRIVER_OBJECT,
    PFILE_OBJECT, PVPB, PWAIT_CONTEXT_BLOCK, VPB, WAIT_CONTEXT_BLOCK,
    // IRPs.
    IO_SECURITY_CONTEXT, IO_STACK_LOCATION, IO_STATUS_BLOCK, IRP, MDL, PIO_SECURITY_CONTEXT, PIO_STACK_LOCATION,
    PIO_STATUS_BLOCK, PIRP, PMDL, POWER_STATE, PPOWER_STATE,
    // Dispatcher objects, DPCs and timers.
    DISPATCHER_HEADER, EXT_DELETE_PARAMETERS, EXT_SET_PARAMETERS, FAST_MUTEX, KDPC, KEVENT, KSEMAPHORE, KTIMER,
    PDISPATCHER_HEADER, PEXT_DELETE_PARAMETERS, PEXT_SET_PARAMETERS, PFAST_MUTEX, PKDPC, PKEVENT, PKSEMAPHORE, PKTIMER,
    // Queues.
    IO_CSQ, IO_CSQ_IRP_CONTEXT, IO_REMOVE_LOCK, KDEVICE_QUEUE, KDEVICE_QUEUE_ENTRY, KLOCK_QUEUE_HANDLE, KSPIN_LOCK_QUEUE,
    PIO_CSQ, PIO_CSQ_IRP_CONTEXT, PIO_REMOVE_LOCK, PKDEVICE_QUEUE, PKDEVICE_QUEUE_ENTRY, PKLOCK_QUEUE_HANDLE,
    PKSPIN_LOCK_QUEUE,
    // The registry and the event log.
    CLIENT_ID, IO_ERROR_LOG_PACKET, KEY_VALUE_FULL_INFORMATION, KEY_VALUE_PARTIAL_INFORMATION, OBJECT_ATTRIBUTES, PCLIENT_ID,
    PIO_ERROR_LOG_PACKET, PKEY_VALUE_FULL_INFORMATION, PKEY_VALUE_PARTIAL_INFORMATION, POBJECT_ATTRIBUTES,
    // Requests.
    ACCESS_RANGE, PACCESS_RANGE, PSCSI_PNP_REQUEST_BLOCK, PSCSI_POWER_REQUEST_BLOCK, PSCSI_REQUEST_BLOCK,
    PSCSI_WMI_REQUEST_BLOCK, PSRB_IO_CONTROL, SCSI_PNP_REQUEST_BLOCK, SCSI_POWER_REQUEST_BLOCK, SCSI_REQUEST_BLOCK,
    SCSI_WMI_REQUEST_BLOCK, SRB_IO_CONTROL,
    // Extended requests.
    PSRBEX_DATA, PSRBEX_DATA_BIDIRECTIONAL, PSRBEX_DATA_IO_INFO, PSRBEX_DATA_PNP, PSRBEX_DATA_POWER, PSRBEX_DATA_SCSI_CDB16,
    PSRBEX_DATA_SCSI_CDB32, PSRBEX_DATA_SCSI_CDB_VAR, PSRBEX_DATA_WMI, PSTORAGE_REQUEST_BLOCK, PSTOR_ADDRESS, PSTOR_ADDR_BTL8,
    SRBEX_DATA, SRBEX_DATA_BIDIRECTIONAL, SRBEX_DATA_IO_INFO, SRBEX_DATA_PNP, SRBEX_DATA_POWER, SRBEX_DATA_SCSI_CDB16,
    SRBEX_DATA_SCSI_CDB32, SRBEX_DATA_SCSI_CDB_VAR, SRBEX_DATA_WMI, STORAGE_REQUEST_BLOCK, STOR_ADDRESS, STOR_ADDR_BTL8,
    // Miniports and adapters.
    HW_INITIALIZATION_DATA, MEMORY_REGION, MESSAGE_INTERRUPT_INFORMATION, MINIPORT_DUMP_POINTERS, PERF_CONFIGURATION_DATA,
    PHW_INITIALIZATION_DATA, PMEMORY_REGION, PMESSAGE_INTERRUPT_INFORMATION, PMINIPORT_DUMP_POINTERS,
    PORT_CONFIGURATION_INFORMATION, PPERF_CONFIGURATION_DATA, PPORT_CONFIGURATION_INFORMATION, PSTARTIO_PERFORMANCE_PARAMETERS,
    PVIRTUAL_HW_INITIALIZATION_DATA, STARTIO_PERFORMANCE_PARAMETERS, VIRTUAL_HW_INITIALIZATION_DATA,
    // DPCs, lists, and what is known of buffers and requests.
    PSTORPORT_CAPTURE_LIVEDUMP, PSTOR_DPC, PSTOR_DPC_WATCHDOG_INFORMATION, PSTOR_LIST_ENTRY, PSTOR_LOG_EVENT_DETAILS,
    PSTOR_REQUEST_INFO_V1, PSTOR_SCATTER_GATHER_ELEMENT, PSTOR_SCATTER_GATHER_LIST, STORPORT_CAPTURE_LIVEDUMP,
    STORPORT_LIVEDUMP_DEVICE_TELEMETRY_LOG, STOR_DPC, STOR_DPC_WATCHDOG_INFORMATION, STOR_LIST_ENTRY, STOR_LOG_EVENT_DETAILS,
    STOR_REQUEST_INFO_V1, STOR_SCATTER_GATHER_ELEMENT, STOR_SCATTER_GATHER_LIST,
    // Parameters of adapter and unit control.
    PSCSI_SUPPORTED_CONTROL_TYPE_LIST, PSTOR_ADAPTER_CONTROL_POWER, PSTOR_FILTER_RESOURCE_REQUIREMENTS, PSTOR_FRU_ID_DESCRIPTION,
    PSTOR_MAX_OPERATIONAL_POWER, PSTOR_POWER_CONTROL_HEADER, PSTOR_POWER_SETTING_INFO, PSTOR_RESET_BUS_SYNCHRONOUS_PARAMETER,
    PSTOR_RICH_DEVICE_DESCRIPTION, PSTOR_SERIAL_NUMBER, PSTOR_SET_EVENT_LOGGING, PSTOR_SYSTEM_POWER_HINTS, PSTOR_UC_DEVICE_USAGE,
    PSTOR_UNIT_CONTROL_POWER, PSTOR_UNIT_CONTROL_QUERY_BUS_TYPE, SCSI_SUPPORTED_CONTROL_TYPE_LIST, STOR_ADAPTER_CONTROL_POWER,
    STOR_FILTER_RESOURCE_REQUIREMENTS, STOR_FRU_ID_DESCRIPTION, STOR_MAX_OPERATIONAL_POWER, STOR_POWER_CONTROL_HEADER,
    STOR_POWER_SETTING_INFO, STOR_RESET_BUS_SYNCHRONOUS_PARAMETER, STOR_RICH_DEVICE_DESCRIPTION, STOR_SERIAL_NUMBER,
    STOR_SET_EVENT_LOGGING, STOR_SYSTEM_POWER_HINTS, STOR_UC_DEVICE_USAGE, STOR_UNIT_CONTROL_POWER,
    STOR_UNIT_CONTROL_QUERY_BUS_TYPE,
    // Runtime power management.
    PSTOR_POFX_ACTIVE_CONTEXT, PSTOR_POFX_COMPONENT, PSTOR_POFX_COMPONENT_IDLE_STATE, PSTOR_POFX_COMPONENT_V2, PSTOR_POFX_DEVICE,
    PSTOR_POFX_DEVICE_V2, PSTOR_POFX_DEVICE_V3, PSTOR_POFX_FSTATE_CONTEXT, PSTOR_POFX_PERF_STATE_CONTEXT,
    PSTOR_POFX_POWER_CONTROL, PSTOR_POFX_POWER_REQUIRED_CONTEXT, PSTOR_POFX_UNIT_POWER_INFO, STOR_POFX_ACTIVE_CONTEXT,
    STOR_POFX_COMPONENT, STOR_POFX_COMPONENT_IDLE_STATE, STOR_POFX_COMPONENT_V2, STOR_POFX_DEVICE, STOR_POFX_DEVICE_V2,
    STOR_POFX_DEVICE_V3, STOR_POFX_FSTATE_CONTEXT, STOR_POFX_PERF_STATE_CONTEXT, STOR_POFX_POWER_CONTROL,
    STOR_POFX_POWER_REQUIRED_CONTEXT, STOR_POFX_UNIT_POWER_INFO,
};

// Routines that the kernel exports, whose parameters have listed types.
#[cfg(wdk_sys)]
#[rustfmt::skip]
pub use wdk_sys::ntddk::{
    ExAcquireFastMutex, ExFreePoolWithTag, ExReleaseFastMutex, IoAcquireCancelSpinLock, IoAcquireRemoveLockEx,
    IoAllocateDriverObjectExtension, IoAllocateErrorLogEntry, IoAllocateIrp, IoAllocateMdl, IoAttachDeviceToDeviceStack,
    IoAttachDeviceToDeviceStackSafe, IoBuildAsynchronousFsdRequest, IoBuildDeviceIoControlRequest, IoBuildPartialMdl,
    IoBuildSynchronousFsdRequest, IoCancelIrp, IoCreateDevice, IoCreateSymbolicLink, IoCsqInitialize, IoCsqInitializeEx,
    IoCsqInsertIrp, IoCsqInsertIrpEx, IoCsqRemoveIrp, IoCsqRemoveNextIrp, IoDeleteDevice, IoDeleteSymbolicLink,
    IoDetachDevice, IoForwardIrpSynchronously, IoFreeIrp, IoFreeMdl, IoGetAttachedDeviceReference, IoGetDeviceObjectPointer,
    IoGetDeviceProperty, IoGetDriverObjectExtension, IoInitializeRemoveLockEx, IoInitializeTimer,
    IoInvalidateDeviceRelations, IoInvalidateDeviceState, IoOpenDeviceInterfaceRegistryKey, IoOpenDeviceRegistryKey,
    IoRegisterDeviceInterface, IoRegisterShutdownNotification, IoReleaseCancelSpinLock, IoReleaseRemoveLockAndWaitEx,
    IoReleaseRemoveLockEx, IoReuseIrp, IoSetCompletionRoutineEx, IoSetDeviceInterfaceState, IoSetStartIoAttributes,
    IoSizeofWorkItem, IoStartNextPacket, IoStartNextPacketByKey, IoStartPacket, IoStartTimer, IoStopTimer,
    IoUnregisterShutdownNotification, IoWMIRegistrationControl, IoWriteErrorLogEntry, IofCallDriver, IofCompleteRequest,
    KeCancelTimer, KeClearEvent, KeDelayExecutionThread, KeEnterCriticalRegion, KeFlushQueuedDpcs,
    KeGetCurrentProcessorNumberEx, KeInitializeDeviceQueue, KeInitializeDpc, KeInitializeEvent, KeInitializeThreadedDpc,
    KeInitializeTimer, KeInitializeTimerEx, KeInsertByKeyDeviceQueue, KeInsertDeviceQueue, KeInsertQueueDpc,
    KeLeaveCriticalRegion, KeQueryActiveProcessorCountEx, KeQueryPerformanceCounter, KeReadStateEvent, KeReadStateTimer,
    KeReleaseInStackQueuedSpinLock, KeReleaseInStackQueuedSpinLockForDpc, KeReleaseInStackQueuedSpinLockFromDpcLevel,
    KeRemoveByKeyDeviceQueue, KeRemoveDeviceQueue, KeRemoveEntryDeviceQueue, KeRemoveQueueDpc, KeResetEvent,
    KeSetCoalescableTimer, KeSetEvent, KeSetImportanceDpc, KeSetTargetProcessorDpc, KeSetTargetProcessorDpcEx, KeSetTimer,
    KeSetTimerEx, KeStallExecutionProcessor, KeWaitForSingleObject, MmBuildMdlForNonPagedPool,
    MmProbeAndLockPages, MmUnlockPages, MmUnmapLockedPages, PoRegisterDeviceForIdleDetection, PoRequestPowerIrp,
    PoSetPowerState, PsCreateSystemThread, PsTerminateSystemThread, RtlInitUnicodeString, ZwClose, ZwCreateKey, ZwOpenKey,
    ZwQueryValueKey, ZwSetValueKey,
};

// Routines that Storport exports, of the same kind.
#[cfg(wdk_sys)]
#[rustfmt::skip]
pub use wdk_sys::storage::{
    StorPortAllocateRegistryBuffer, StorPortBusy, StorPortDebugPrint, StorPortDeviceBusy, StorPortDeviceReady,
    StorPortExtendedFunction, StorPortFreeDeviceBase, StorPortFreeRegistryBuffer, StorPortGetBusData, StorPortGetDeviceBase,
    StorPortGetLogicalUnit, StorPortGetPhysicalAddress, StorPortGetScatterGatherList, StorPortGetUncachedExtension,
    StorPortGetVirtualAddress, StorPortInitialize, StorPortLogError, StorPortMoveMemory, StorPortNotification, StorPortPause,
    StorPortPauseDevice, StorPortQuerySystemTime, StorPortReady, StorPortRegistryRead, StorPortRegistryWrite, StorPortResume,
    StorPortResumeDevice, StorPortSetBusDataByOffset, StorPortSetDeviceQueueDepth, StorPortStallExecution, StorPortValidateRange,
};

/// A structure whose fields go by other names in `wdk-sys`, because the header keeps them in unions without a name, or have other
/// types there (those of Storport's callbacks): the same bytes with the fields of this crate.
pub trait Named {
    /// The structure of this crate.
    type Fields;
}

/// The structures that are read by the fields of this crate: as large as its own, and aligned as strictly.
macro_rules! named {
    ($($module:ident::$structure:ident)*) => {$(
        impl Named for $structure {
            type Fields = crate::$module::$structure;
        }
        const _: () = assert!(size_of::<$structure>() == size_of::<crate::$module::$structure>());
        const _: () = assert!(align_of::<$structure>() >= align_of::<crate::$module::$structure>());
    )*};
}

named! {
    configuration::HW_INITIALIZATION_DATA
    configuration::PORT_CONFIGURATION_INFORMATION
    configuration::VIRTUAL_HW_INITIALIZATION_DATA
    control::STOR_POFX_POWER_CONTROL
    pofx::STOR_POFX_DEVICE_V2
    pofx::STOR_POFX_DEVICE_V3
    tuning::PERF_CONFIGURATION_DATA
    wdm::DEVICE_OBJECT
    wdm::IO_STACK_LOCATION
    wdm::IO_STATUS_BLOCK
    wdm::IRP
}

/// The fields of a structure by the names of this crate, whatever source it has.
#[inline(always)]
pub const fn named<T: Named>(structure: *mut T) -> *mut T::Fields {
    structure.cast()
}

/// [`Named::Fields`].
pub type Fields<T> = <T as Named>::Fields;

/// The bytes of an identifier, to compare it.
#[inline(always)]
pub const fn guid(value: GUID) -> u128 {
    // SAFETY: sixteen bytes without padding in either source.
    unsafe { mem::transmute::<GUID, u128>(value) }
}

/// The whole of an integer that the header makes a union of.
#[inline(always)]
pub const fn quad(value: LARGE_INTEGER) -> LONGLONG {
    // SAFETY: eight bytes in either source, and every value of them is one of the integer's.
    unsafe { mem::transmute::<LARGE_INTEGER, LONGLONG>(value) }
}
