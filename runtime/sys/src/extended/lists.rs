//! Interlocked lists. Inline over `StorPortExtendedFunction` (storport.h).

use super::super::variadic::extended;
use super::super::*;

/// Initialises the head of a singly linked list. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortInitializeSListHead(
    HwDeviceExtension: PVOID,
    SListHead: PSTOR_SLIST_HEADER,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionInitializeSListHead, HwDeviceExtension, SListHead) }
}

/// Takes all entries from a singly linked list. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortInterlockedFlushSList(
    HwDeviceExtension: PVOID,
    SListHead: PSTOR_SLIST_HEADER,
    Result: *mut PSTOR_SLIST_ENTRY,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionInterlockedFlushSList,
            HwDeviceExtension,
            SListHead,
            Result
        )
    }
}

/// Takes the first entry from a singly linked list. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortInterlockedPopEntrySList(
    HwDeviceExtension: PVOID,
    SListHead: PSTOR_SLIST_HEADER,
    Result: *mut PSTOR_SLIST_ENTRY,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionInterlockedPopEntrySList,
            HwDeviceExtension,
            SListHead,
            Result
        )
    }
}

/// Puts an entry at the front of a singly linked list. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortInterlockedPushEntrySList(
    HwDeviceExtension: PVOID,
    SListHead: PSTOR_SLIST_HEADER,
    SListEntry: PSTOR_SLIST_ENTRY,
    Result: *mut PSTOR_SLIST_ENTRY,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionInterlockedPushEntrySList,
            HwDeviceExtension,
            SListHead,
            SListEntry,
            Result
        )
    }
}

/// The number of entries of a singly linked list. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortQueryDepthSList(
    HwDeviceExtension: PVOID,
    SListHead: PSTOR_SLIST_HEADER,
    Result: PSHORT,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionQueryDepthSList,
            HwDeviceExtension,
            SListHead,
            Result
        )
    }
}

/// Initialises the head of a doubly linked list.
#[inline(always)]
pub unsafe fn StorPortInitializeListHead(HwDeviceExtension: PVOID, ListHead: PSTOR_LIST_ENTRY) {
    let _ = HwDeviceExtension;
    let empty = STOR_LIST_ENTRY {
        Flink: ListHead,
        Blink: ListHead,
    };
    // SAFETY: the caller gives a list head that may be written.
    unsafe { ListHead.write(empty) };
}

/// Puts an entry at the front of a doubly linked list.
#[inline(always)]
pub unsafe fn StorPortInterlockedInsertHeadList(
    HwDeviceExtension: PVOID,
    ListHead: PSTOR_LIST_ENTRY,
    ListEntry: PSTOR_LIST_ENTRY,
    Result: *mut PSTOR_LIST_ENTRY,
    Lock: PSTOR_KSPIN_LOCK,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionInterlockedInsertHeadList,
            HwDeviceExtension,
            ListHead,
            ListEntry,
            Result,
            Lock
        )
    }
}

/// Puts an entry at the end of a doubly linked list.
#[inline(always)]
pub unsafe fn StorPortInterlockedInsertTailList(
    HwDeviceExtension: PVOID,
    ListHead: PSTOR_LIST_ENTRY,
    ListEntry: PSTOR_LIST_ENTRY,
    Result: *mut PSTOR_LIST_ENTRY,
    Lock: PSTOR_KSPIN_LOCK,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionInterlockedInsertTailList,
            HwDeviceExtension,
            ListHead,
            ListEntry,
            Result,
            Lock
        )
    }
}

/// Takes the first entry from a doubly linked list.
#[inline(always)]
pub unsafe fn StorPortInterlockedRemoveHeadList(
    HwDeviceExtension: PVOID,
    ListHead: PSTOR_LIST_ENTRY,
    Result: *mut PSTOR_LIST_ENTRY,
    Lock: PSTOR_KSPIN_LOCK,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionInterlockedRemoveHeadList,
            HwDeviceExtension,
            ListHead,
            Result,
            Lock
        )
    }
}

/// Initialises a spin lock for the interlocked lists.
#[inline(always)]
pub unsafe fn StorPortInitializeSpinlock(
    HwDeviceExtension: PVOID,
    Lock: PSTOR_KSPIN_LOCK,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionInitializeSpinlock, HwDeviceExtension, Lock) }
}
