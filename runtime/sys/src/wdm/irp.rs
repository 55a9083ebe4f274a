//! I/O request packets (wdm.h).

use super::super::*;

/// How a request ended: status, and a number whose meaning is the request's (mostly bytes).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_STATUS_BLOCK {
    pub Status: NTSTATUS,
    pub Information: ULONG_PTR,
}
/// Pointer to [`IO_STATUS_BLOCK`].
pub type PIO_STATUS_BLOCK = *mut IO_STATUS_BLOCK;

/// An I/O request packet. Its stack locations follow it.
#[repr(C, align(16))]
#[derive(Clone, Copy)]
pub struct IRP {
    pub Type: CSHORT,
    pub Size: USHORT,
    pub MdlAddress: PMDL,
    pub Flags: ULONG,
    pub AssociatedIrp: IRP_AssociatedIrp,
    pub ThreadListEntry: LIST_ENTRY,
    pub IoStatus: IO_STATUS_BLOCK,
    pub RequestorMode: KPROCESSOR_MODE,
    pub PendingReturned: BOOLEAN,
    pub StackCount: CHAR,
    pub CurrentLocation: CHAR,
    pub Cancel: BOOLEAN,
    pub CancelIrql: KIRQL,
    pub ApcEnvironment: CCHAR,
    pub AllocationFlags: UCHAR,
    pub UserIosb: PIO_STATUS_BLOCK,
    pub UserEvent: PKEVENT,
    pub Overlay: IRP_Overlay,
    pub CancelRoutine: PDRIVER_CANCEL,
    pub UserBuffer: PVOID,
    pub Tail: IRP_Tail,
}
/// Pointer to [`IRP`].
pub type PIRP = *mut IRP;

/// The system buffer, or the master IRP, of an [`IRP`].
#[repr(C)]
#[derive(Clone, Copy)]
pub union IRP_AssociatedIrp {
    pub MasterIrp: *mut IRP,
    pub IrpCount: LONG,
    pub SystemBuffer: PVOID,
}

/// What the I/O manager keeps of the requestor of an [`IRP`].
#[repr(C)]
#[derive(Clone, Copy)]
pub union IRP_Overlay {
    pub AsynchronousParameters: IRP_Overlay_AsynchronousParameters,
    pub AllocationSize: LARGE_INTEGER,
}

/// What the owner of an [`IRP`] keeps in it.
#[repr(C)]
#[derive(Clone, Copy)]
pub union IRP_Tail {
    pub Overlay: IRP_Tail_Overlay,
    pub Apc: KAPC,
    pub CompletionKey: PVOID,
}

/// The APC of the requestor of an [`IRP`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IRP_Overlay_AsynchronousParameters {
    pub UserApcRoutine: PIO_APC_ROUTINE,
    pub UserApcContext: PVOID,
}

/// `Tail.Overlay` of [`IRP`].
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IRP_Tail_Overlay {
    pub u: IRP_Tail_Overlay_u,
    pub Thread: PETHREAD,
    pub AuxiliaryBuffer: PCHAR,
    pub ListEntry: LIST_ENTRY,
    pub CurrentStackLocation: *mut IO_STACK_LOCATION,
    pub OriginalFileObject: PFILE_OBJECT,
}

/// The entry of a device queue, or four words for the driver that owns the [`IRP`].
#[repr(C)]
#[derive(Clone, Copy)]
pub union IRP_Tail_Overlay_u {
    pub DeviceQueueEntry: KDEVICE_QUEUE_ENTRY,
    pub DriverContext: [PVOID; 4],
}
