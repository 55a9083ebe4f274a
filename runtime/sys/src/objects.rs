//! DPCs, locks, lists and scatter/gather lists (storport.h).

use super::*;

/// The room for a kernel DPC inside of [`STOR_DPC`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DPC_BUFFER {
    pub Type: CSHORT,
    pub Number: UCHAR,
    pub Importance: UCHAR,
    pub F: PVOID,
    pub B: PVOID,
    pub DeferredRoutine: PVOID,
    pub DeferredContext: PVOID,
    pub SystemArgument1: PVOID,
    pub SystemArgument2: PVOID,
    pub DpcData: PVOID,
}
/// Pointer to [`DPC_BUFFER`].
pub type PDPC_BUFFER = *mut DPC_BUFFER;

/// A DPC of Storport. It lives in the device extension and is never copied once initialised.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_DPC {
    pub Dpc: DPC_BUFFER,
    pub Lock: ULONG_PTR,
}
/// Pointer to [`STOR_DPC`].
pub type PSTOR_DPC = *mut STOR_DPC;

/// The links of a queued spin lock.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_LOCK_QUEUE {
    pub Next: PVOID,
    pub Lock: PVOID,
}

/// What a queued spin lock needs to be released.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_LOCK_CONTEXT {
    pub LockQueue: STOR_LOCK_QUEUE,
    pub OldIrql: KIRQL,
}

/// A spin lock that is held: filled when it is acquired, given back when it is released.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_LOCK_HANDLE {
    pub Lock: STOR_SPINLOCK,
    pub Context: STOR_LOCK_CONTEXT,
}
/// Pointer to [`STOR_LOCK_HANDLE`].
pub type PSTOR_LOCK_HANDLE = *mut STOR_LOCK_HANDLE;

/// A spin lock for the interlocked lists.
pub type STOR_KSPIN_LOCK = ULONG_PTR;
/// Pointer to [`STOR_KSPIN_LOCK`].
pub type PSTOR_KSPIN_LOCK = *mut STOR_KSPIN_LOCK;

/// A part of a buffer that is contiguous for the device.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct STOR_SCATTER_GATHER_ELEMENT {
    pub PhysicalAddress: STOR_PHYSICAL_ADDRESS,
    pub Length: ULONG,
    pub Reserved: ULONG_PTR,
}
/// Pointer to [`STOR_SCATTER_GATHER_ELEMENT`].
pub type PSTOR_SCATTER_GATHER_ELEMENT = *mut STOR_SCATTER_GATHER_ELEMENT;

/// A buffer as the device sees it: `NumberOfElements` elements follow.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct STOR_SCATTER_GATHER_LIST {
    pub NumberOfElements: ULONG,
    pub Reserved: ULONG_PTR,
    pub List: [STOR_SCATTER_GATHER_ELEMENT; 0],
}
/// Pointer to [`STOR_SCATTER_GATHER_LIST`].
pub type PSTOR_SCATTER_GATHER_LIST = *mut STOR_SCATTER_GATHER_LIST;

/// A link of a doubly linked list.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_LIST_ENTRY {
    pub Flink: *mut STOR_LIST_ENTRY,
    pub Blink: *mut STOR_LIST_ENTRY,
}
/// Pointer to [`STOR_LIST_ENTRY`].
pub type PSTOR_LIST_ENTRY = *mut STOR_LIST_ENTRY;

/// A link of a singly linked list.
#[repr(C, align(16))]
#[derive(Clone, Copy, Debug)]
pub struct STOR_SLIST_ENTRY {
    pub Next: PSTOR_SLIST_ENTRY,
}
/// Pointer to [`STOR_SLIST_ENTRY`].
pub type PSTOR_SLIST_ENTRY = *mut STOR_SLIST_ENTRY;

/// The head of a singly linked list.
#[repr(C, align(16))]
#[derive(Clone, Copy, Debug)]
pub struct STOR_SLIST_HEADER {
    pub Alignment: ULONGLONG,
    pub Region: ULONGLONG,
}
/// Pointer to [`STOR_SLIST_HEADER`].
pub type PSTOR_SLIST_HEADER = *mut STOR_SLIST_HEADER;
