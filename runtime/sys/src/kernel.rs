//! Objects of the kernel (wdm.h) and the types of the routines that they point to.

use core::marker::{PhantomData, PhantomPinned};

use super::{
    CSHORT, LIST_ENTRY, NTSTATUS, PUNICODE_STRING, PVOID, UCHAR, ULONG, UNICODE_STRING, USHORT,
};

/// Defines structures whose contents a miniport has no business with.
macro_rules! opaque {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[repr(C)]
        #[derive(Debug)]
        pub struct $name {
            _contents: [u8; 0],
            // Neither Send, Sync nor Unpin: only its owner knows how it may be used.
            _marker: PhantomData<(*mut u8, PhantomPinned)>,
        }
    )*};
}

opaque! {
    /// A device object of the I/O manager.
    DEVICE_OBJECT;
    /// An I/O request packet.
    IRP;
    /// A memory descriptor list.
    MDL;
    /// The DMA adapter object of the HAL.
    ADAPTER_OBJECT;
    /// Information on processors, of variable size.
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX;
    /// Optional parameters of a high resolution timer request.
    STOR_EXT_SET_PARAMETERS;
    /// Optional parameters of freeing a high resolution timer.
    STOR_EXT_DELETE_PARAMETERS;
    /// A list of resource requirements of the PnP manager.
    IO_RESOURCE_REQUIREMENTS_LIST;
}

/// Pointer to [`DEVICE_OBJECT`].
pub type PDEVICE_OBJECT = *mut DEVICE_OBJECT;
/// Pointer to [`IRP`].
pub type PIRP = *mut IRP;
/// Pointer to [`IO_RESOURCE_REQUIREMENTS_LIST`].
pub type PIO_RESOURCE_REQUIREMENTS_LIST = *mut IO_RESOURCE_REQUIREMENTS_LIST;
/// Pointer to [`SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX`].
pub type PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX = *mut SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX;
/// Pointer to [`STOR_EXT_SET_PARAMETERS`].
pub type PSTOR_EXT_SET_PARAMETERS = *mut STOR_EXT_SET_PARAMETERS;
/// Pointer to [`STOR_EXT_DELETE_PARAMETERS`].
pub type PSTOR_EXT_DELETE_PARAMETERS = *mut STOR_EXT_DELETE_PARAMETERS;

/// `DRIVER_INITIALIZE`: the type of `DriverEntry`.
pub type DRIVER_INITIALIZE = unsafe extern "system" fn(
    DriverObject: *mut DRIVER_OBJECT,
    RegistryPath: PUNICODE_STRING,
) -> NTSTATUS;
/// [`DRIVER_INITIALIZE`], or NULL.
pub type PDRIVER_INITIALIZE = Option<DRIVER_INITIALIZE>;
/// `DRIVER_STARTIO`: processes the next IRP of a device queue.
pub type DRIVER_STARTIO =
    unsafe extern "system" fn(DeviceObject: *mut DEVICE_OBJECT, Irp: *mut IRP);
/// [`DRIVER_STARTIO`], or NULL.
pub type PDRIVER_STARTIO = Option<DRIVER_STARTIO>;
/// `DRIVER_UNLOAD`: the last call before the driver's image goes away.
pub type DRIVER_UNLOAD = unsafe extern "system" fn(DriverObject: *mut DRIVER_OBJECT);
/// [`DRIVER_UNLOAD`], or NULL.
pub type PDRIVER_UNLOAD = Option<DRIVER_UNLOAD>;
/// `DRIVER_DISPATCH`: handles the IRPs of one major function.
pub type DRIVER_DISPATCH =
    unsafe extern "system" fn(DeviceObject: *mut DEVICE_OBJECT, Irp: *mut IRP) -> NTSTATUS;
/// [`DRIVER_DISPATCH`], or NULL.
pub type PDRIVER_DISPATCH = Option<DRIVER_DISPATCH>;
/// `KDEFERRED_ROUTINE`: runs a deferred procedure call, at `DISPATCH_LEVEL`.
pub type KDEFERRED_ROUTINE = unsafe extern "system" fn(
    Dpc: *mut KDPC,
    DeferredContext: PVOID,
    SystemArgument1: PVOID,
    SystemArgument2: PVOID,
);
/// [`KDEFERRED_ROUTINE`], or NULL.
pub type PKDEFERRED_ROUTINE = Option<KDEFERRED_ROUTINE>;
/// `IO_DPC_ROUTINE`: a `DpcForIsr` of a WDM driver, at `DISPATCH_LEVEL`.
pub type IO_DPC_ROUTINE = unsafe extern "system" fn(
    Dpc: *mut KDPC,
    DeviceObject: *mut DEVICE_OBJECT,
    Irp: *mut IRP,
    Context: PVOID,
);
/// [`IO_DPC_ROUTINE`], or NULL.
pub type PIO_DPC_ROUTINE = Option<IO_DPC_ROUTINE>;

/// A deferred procedure call of the kernel.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KDPC {
    pub Type: UCHAR,
    pub Importance: UCHAR,
    pub Number: USHORT,
    pub DpcListEntry: LIST_ENTRY,
    pub DeferredRoutine: PKDEFERRED_ROUTINE,
    pub DeferredContext: PVOID,
    pub SystemArgument1: PVOID,
    pub SystemArgument2: PVOID,
    pub DpcData: PVOID,
}
/// Pointer to [`KDPC`].
pub type PKDPC = *mut KDPC;

/// The driver object that `DriverEntry` receives.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DRIVER_OBJECT {
    pub Type: CSHORT,
    pub Size: CSHORT,
    pub DeviceObject: PDEVICE_OBJECT,
    pub Flags: ULONG,
    pub DriverStart: PVOID,
    pub DriverSize: ULONG,
    pub DriverSection: PVOID,
    pub DriverExtension: PVOID,
    pub DriverName: UNICODE_STRING,
    pub HardwareDatabase: PUNICODE_STRING,
    pub FastIoDispatch: PVOID,
    pub DriverInit: PDRIVER_INITIALIZE,
    pub DriverStartIo: PDRIVER_STARTIO,
    pub DriverUnload: PDRIVER_UNLOAD,
    pub MajorFunction: [PDRIVER_DISPATCH; 28],
}
/// Pointer to [`DRIVER_OBJECT`].
pub type PDRIVER_OBJECT = *mut DRIVER_OBJECT;
