//! Spin locks, references and remove locks.

use super::super::super::*;

/// Acquires a spin lock. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn KeAcquireSpinLock(SpinLock: PKSPIN_LOCK, OldIrql: PKIRQL) {
    // SAFETY: the caller keeps the contract of the routine.
    unsafe { *OldIrql = KeAcquireSpinLockRaiseToDpc(SpinLock) };
}

/// Initialises a fast mutex. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn ExInitializeFastMutex(FastMutex: PFAST_MUTEX) {
    // SAFETY: the caller keeps the contract of the routine.
    unsafe {
        (*FastMutex).Count = 1;
        (*FastMutex).Owner = core::ptr::null_mut();
        (*FastMutex).Contention = 0;
        KeInitializeEvent(&raw mut (*FastMutex).Event, SynchronizationEvent, FALSE);
    }
}

/// Takes a reference of an object. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn ObReferenceObject(Object: PVOID) -> LONG_PTR {
    // SAFETY: the caller keeps the contract of the routine.
    unsafe { ObfReferenceObject(Object) }
}

/// Gives a reference back. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn ObDereferenceObject(Object: PVOID) -> LONG_PTR {
    // SAFETY: the caller keeps the contract of the routine.
    unsafe { ObfDereferenceObject(Object) }
}

/// `RemlockSize` of the routines of remove locks, by which the kernel knows a free build.
#[allow(clippy::cast_possible_truncation, reason = "32 bytes")]
const REMOVE_LOCK_SIZE: ULONG = size_of::<IO_REMOVE_LOCK>() as ULONG;

/// Initialises a remove lock. IRQL `PASSIVE_LEVEL`.
#[inline(always)]
pub unsafe fn IoInitializeRemoveLock(
    Lock: PIO_REMOVE_LOCK,
    AllocateTag: ULONG,
    MaxLockedMinutes: ULONG,
    HighWatermark: ULONG,
) {
    // SAFETY: the caller keeps the contract of the routine.
    unsafe {
        IoInitializeRemoveLockEx(
            Lock,
            AllocateTag,
            MaxLockedMinutes,
            HighWatermark,
            REMOVE_LOCK_SIZE,
        );
    }
}

/// Counts one more use of a device; it fails when the device is being removed. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn IoAcquireRemoveLock(RemoveLock: PIO_REMOVE_LOCK, Tag: PVOID) -> NTSTATUS {
    // SAFETY: the caller keeps the contract of the routine; a free build has an empty file name.
    unsafe { IoAcquireRemoveLockEx(RemoveLock, Tag, c"".as_ptr().cast(), 1, REMOVE_LOCK_SIZE) }
}

/// Counts one use less. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn IoReleaseRemoveLock(RemoveLock: PIO_REMOVE_LOCK, Tag: PVOID) {
    // SAFETY: the caller keeps the contract of the routine.
    unsafe { IoReleaseRemoveLockEx(RemoveLock, Tag, REMOVE_LOCK_SIZE) };
}

/// Lets no new use in, and waits for the rest. IRQL `PASSIVE_LEVEL`.
#[inline(always)]
pub unsafe fn IoReleaseRemoveLockAndWait(RemoveLock: PIO_REMOVE_LOCK, Tag: PVOID) {
    // SAFETY: the caller keeps the contract of the routine.
    unsafe { IoReleaseRemoveLockAndWaitEx(RemoveLock, Tag, REMOVE_LOCK_SIZE) };
}
