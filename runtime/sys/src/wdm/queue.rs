//! Device queues, queued spin locks, cancel-safe queues and remove locks (wdm.h).

use super::super::*;

/// An entry of a device queue; in an IRP it is `Tail.Overlay.u.DeviceQueueEntry`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KDEVICE_QUEUE_ENTRY {
    pub DeviceListEntry: LIST_ENTRY,
    pub SortKey: ULONG,
    pub Inserted: BOOLEAN,
}
/// Pointer to [`KDEVICE_QUEUE_ENTRY`].
pub type PKDEVICE_QUEUE_ENTRY = *mut KDEVICE_QUEUE_ENTRY;

/// A queue of IRPs that knows whether the device is busy. On x64 the bytes behind `Busy` are the kernel's.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KDEVICE_QUEUE {
    pub Type: CSHORT,
    pub Size: CSHORT,
    pub DeviceListHead: LIST_ENTRY,
    pub Lock: KSPIN_LOCK,
    pub Busy: BOOLEAN,
}
/// Pointer to [`KDEVICE_QUEUE`].
pub type PKDEVICE_QUEUE = *mut KDEVICE_QUEUE;

/// The links of a queued spin lock.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KSPIN_LOCK_QUEUE {
    pub Next: *mut KSPIN_LOCK_QUEUE,
    pub Lock: PKSPIN_LOCK,
}
/// Pointer to [`KSPIN_LOCK_QUEUE`].
pub type PKSPIN_LOCK_QUEUE = *mut KSPIN_LOCK_QUEUE;

/// An in-stack queued spin lock that is held: used for nothing else, and not moved, until it is released.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KLOCK_QUEUE_HANDLE {
    pub LockQueue: KSPIN_LOCK_QUEUE,
    pub OldIrql: KIRQL,
}
/// Pointer to [`KLOCK_QUEUE_HANDLE`].
pub type PKLOCK_QUEUE_HANDLE = *mut KLOCK_QUEUE_HANDLE;

/// A cancel-safe queue of IRPs.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_CSQ {
    pub Type: ULONG,
    pub CsqInsertIrp: PIO_CSQ_INSERT_IRP,
    pub CsqRemoveIrp: PIO_CSQ_REMOVE_IRP,
    pub CsqPeekNextIrp: PIO_CSQ_PEEK_NEXT_IRP,
    pub CsqAcquireLock: PIO_CSQ_ACQUIRE_LOCK,
    pub CsqReleaseLock: PIO_CSQ_RELEASE_LOCK,
    pub CsqCompleteCanceledIrp: PIO_CSQ_COMPLETE_CANCELED_IRP,
    pub ReservePointer: PVOID,
}
/// Pointer to [`IO_CSQ`].
pub type PIO_CSQ = *mut IO_CSQ;

/// Names an IRP in a cancel-safe queue.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_CSQ_IRP_CONTEXT {
    pub Type: ULONG,
    pub Irp: PIRP,
    pub Csq: PIO_CSQ,
}
/// Pointer to [`IO_CSQ_IRP_CONTEXT`].
pub type PIO_CSQ_IRP_CONTEXT = *mut IO_CSQ_IRP_CONTEXT;

/// The part of a remove lock that all builds have.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_REMOVE_LOCK_COMMON_BLOCK {
    pub Removed: BOOLEAN,
    pub Reserved: [BOOLEAN; 3],
    pub IoCount: LONG,
    pub RemoveEvent: KEVENT,
}
/// Pointer to [`IO_REMOVE_LOCK_COMMON_BLOCK`].
pub type PIO_REMOVE_LOCK_COMMON_BLOCK = *mut IO_REMOVE_LOCK_COMMON_BLOCK;

/// Counts what uses a device, so that its removal can wait. This is that of a free build: its size tells the kernel which.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_REMOVE_LOCK {
    pub Common: IO_REMOVE_LOCK_COMMON_BLOCK,
}
/// Pointer to [`IO_REMOVE_LOCK`].
pub type PIO_REMOVE_LOCK = *mut IO_REMOVE_LOCK;
