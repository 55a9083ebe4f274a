//! Dispatcher objects, DPCs, timers and APCs (wdm.h).

use super::super::*;

/// What every object that can be waited for begins with. The kernel reads its first four bytes by the type of the object.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DISPATCHER_HEADER {
    pub Type: UCHAR,
    pub Signalling: UCHAR,
    pub Size: UCHAR,
    pub Reserved1: UCHAR,
    pub SignalState: LONG,
    pub WaitListHead: LIST_ENTRY,
}
/// Pointer to [`DISPATCHER_HEADER`].
pub type PDISPATCHER_HEADER = *mut DISPATCHER_HEADER;

/// An event.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KEVENT {
    pub Header: DISPATCHER_HEADER,
}
/// Pointer to [`KEVENT`].
pub type PKEVENT = *mut KEVENT;

/// A semaphore.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KSEMAPHORE {
    pub Header: DISPATCHER_HEADER,
    pub Limit: LONG,
}
/// Pointer to [`KSEMAPHORE`].
pub type PKSEMAPHORE = *mut KSEMAPHORE;

/// A timer. It is never copied once initialised.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KTIMER {
    pub Header: DISPATCHER_HEADER,
    pub DueTime: ULONGLONG,
    pub TimerListEntry: LIST_ENTRY,
    pub Dpc: *mut KDPC,
    pub Processor: USHORT,
    pub TimerType: USHORT,
    pub Period: ULONG,
}
/// Pointer to [`KTIMER`].
pub type PKTIMER = *mut KTIMER;

/// A deferred procedure call. It is never copied once initialised.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KDPC {
    pub Type: UCHAR,
    pub Importance: UCHAR,
    pub Number: USHORT,
    pub DpcListEntry: SINGLE_LIST_ENTRY,
    pub ProcessorHistory: KAFFINITY,
    pub DeferredRoutine: PKDEFERRED_ROUTINE,
    pub DeferredContext: PVOID,
    pub SystemArgument1: PVOID,
    pub SystemArgument2: PVOID,
    pub DpcData: PVOID,
}
/// Pointer to [`KDPC`].
pub type PKDPC = *mut KDPC;

/// An asynchronous procedure call: only its size is of use, inside an [`IRP`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KAPC {
    pub Type: UCHAR,
    pub AllFlags: UCHAR,
    pub Size: UCHAR,
    pub SpareByte1: UCHAR,
    pub SpareLong0: ULONG,
    pub Thread: *mut KTHREAD,
    pub ApcListEntry: LIST_ENTRY,
    pub Reserved: [PVOID; 3],
    pub NormalContext: PVOID,
    pub SystemArgument1: PVOID,
    pub SystemArgument2: PVOID,
    pub ApcStateIndex: CCHAR,
    pub ApcMode: KPROCESSOR_MODE,
    pub Inserted: BOOLEAN,
}
/// Pointer to [`KAPC`].
pub type PKAPC = *mut KAPC;

/// What a wait for several objects needs of each.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct KWAIT_BLOCK {
    pub WaitListEntry: LIST_ENTRY,
    pub WaitType: UCHAR,
    pub BlockState: UCHAR,
    pub WaitKey: USHORT,
    pub SpareLong: LONG,
    pub Thread: *mut KTHREAD,
    pub Object: PVOID,
    pub SparePtr: PVOID,
}
/// Pointer to [`KWAIT_BLOCK`].
pub type PKWAIT_BLOCK = *mut KWAIT_BLOCK;

/// A fast mutex. `OldIrql` is the kernel's.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct FAST_MUTEX {
    pub Count: LONG,
    pub Owner: PVOID,
    pub Contention: ULONG,
    pub Event: KEVENT,
    pub OldIrql: ULONG,
}
/// Pointer to [`FAST_MUTEX`].
pub type PFAST_MUTEX = *mut FAST_MUTEX;

/// Parameters of [`ExSetTimer`]; made by [`ExInitializeSetTimerParameters`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct EXT_SET_PARAMETERS {
    pub Version: ULONG,
    pub Reserved: ULONG,
    pub NoWakeTolerance: LONGLONG,
}
/// Pointer to [`EXT_SET_PARAMETERS`].
pub type PEXT_SET_PARAMETERS = *mut EXT_SET_PARAMETERS;

/// Parameters of [`ExDeleteTimer`]; made by [`ExInitializeDeleteTimerParameters`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct EXT_DELETE_PARAMETERS {
    pub Version: ULONG,
    pub Reserved: ULONG,
    pub DeleteCallback: PEXT_DELETE_CALLBACK,
    pub DeleteContext: PVOID,
}
/// Pointer to [`EXT_DELETE_PARAMETERS`].
pub type PEXT_DELETE_PARAMETERS = *mut EXT_DELETE_PARAMETERS;
