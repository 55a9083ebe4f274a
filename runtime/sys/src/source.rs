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

/// A structure whose fields go by other names in `wdk-sys`, because the header keeps them in unions without a name: the same
/// bytes with the fields that this crate names.
pub trait Named {
    /// The structure of this crate.
    type Fields;
}

/// The structures that are read by the names of this crate: as large as its own, and aligned as strictly.
macro_rules! named {
    ($($structure:ident)*) => {$(
        impl Named for $structure {
            type Fields = crate::wdm::$structure;
        }
        const _: () = assert!(size_of::<$structure>() == size_of::<crate::wdm::$structure>());
        const _: () = assert!(align_of::<$structure>() >= align_of::<crate::wdm::$structure>());
    )*};
}

named! {
    DEVICE_OBJECT
    IO_STACK_LOCATION
    IO_STATUS_BLOCK
    IRP
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
