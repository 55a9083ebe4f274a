//! Work items, timers, and DPCs and locks by their extended functions. Inline over `StorPortExtendedFunction` (storport.h).

use super::super::variadic::extended;
use super::super::*;

/// Allocates a work item. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortInitializeWorker(HwDeviceExtension: PVOID, Worker: *mut PVOID) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionInitializeWorker, HwDeviceExtension, Worker) }
}

/// Queues a work item; `STOR_STATUS_BUSY` if it is queued already. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortQueueWorkItem(
    HwDeviceExtension: PVOID,
    WorkItemCallback: PHW_WORKITEM,
    Worker: PVOID,
    Context: PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionQueueWorkItem,
            HwDeviceExtension,
            WorkItemCallback,
            Worker,
            Context
        )
    }
}

/// Frees a work item. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortFreeWorker(HwDeviceExtension: PVOID, Worker: PVOID) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionFreeWorker, HwDeviceExtension, Worker) }
}

/// Allocates a timer. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortInitializeTimer(HwDeviceExtension: PVOID, TimerHandle: *mut PVOID) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionInitializeTimer, HwDeviceExtension, TimerHandle) }
}

/// Starts a timer, in microseconds; 0 stops it. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortRequestTimer(
    HwDeviceExtension: PVOID,
    TimerHandle: PVOID,
    TimerCallback: PHW_TIMER_EX,
    CallbackContext: PVOID,
    TimerValue: ULONGLONG,
    TolerableDelay: ULONGLONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionRequestTimer,
            HwDeviceExtension,
            TimerHandle,
            TimerCallback,
            CallbackContext,
            TimerValue,
            TolerableDelay
        )
    }
}

/// Frees a timer. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortFreeTimer(HwDeviceExtension: PVOID, TimerHandle: PVOID) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionFreeTimer, HwDeviceExtension, TimerHandle) }
}

/// Allocates a high resolution timer. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortInitializeHighResolutionTimer(
    HwDeviceExtension: PVOID,
    Callback: PHW_TIMER_EX,
    Context: PVOID,
    TimerHandle: *mut PVOID,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionInitializeHighResolutionTimer,
            HwDeviceExtension,
            Callback,
            Context,
            TimerHandle
        )
    }
}

/// Starts a high resolution timer.
#[inline(always)]
pub unsafe fn StorPortRequestHighResolutionTimer(
    HwDeviceExtension: PVOID,
    TimerHandle: PVOID,
    DueTime: LONGLONG,
    Period: LONGLONG,
    Parameters: PSTOR_EXT_SET_PARAMETERS,
    ReturnValue: *mut BOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionRequestHighResolutionTimer,
            HwDeviceExtension,
            TimerHandle,
            DueTime,
            Period,
            Parameters,
            ReturnValue
        )
    }
}

/// Stops a high resolution timer.
#[inline(always)]
pub unsafe fn StorPortCancelHighResolutionTimer(
    HwDeviceExtension: PVOID,
    TimerHandle: PVOID,
    Parameters: PVOID,
    ReturnValue: *mut BOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionCancelHighResolutionTimer,
            HwDeviceExtension,
            TimerHandle,
            Parameters,
            ReturnValue
        )
    }
}

/// Frees a high resolution timer. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn StorPortFreeHighResolutionTimer(
    HwDeviceExtension: PVOID,
    TimerHandle: PVOID,
    Cancel: BOOLEAN,
    Wait: BOOLEAN,
    Parameters: PSTOR_EXT_DELETE_PARAMETERS,
    ReturnValue: *mut BOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionFreeHighResolutionTimer,
            HwDeviceExtension,
            TimerHandle,
            Cancel,
            Wait,
            Parameters,
            ReturnValue
        )
    }
}

/// Acquires a spin lock, also one of threaded DPCs.
#[inline(always)]
pub unsafe fn StorPortAcquireSpinLockEx(
    HwDeviceExtension: PVOID,
    SpinLock: STOR_SPINLOCK,
    LockContext: PVOID,
    LockHandle: PSTOR_LOCK_HANDLE,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionAcquireSpinLock,
            HwDeviceExtension,
            SpinLock,
            LockContext,
            LockHandle
        )
    }
}

/// Takes a queued DPC back.
#[inline(always)]
pub unsafe fn StorPortCancelDpc(
    HwDeviceExtension: PVOID,
    Dpc: PSTOR_DPC,
    ReturnValue: *mut BOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe { extended!(ExtFunctionCancelDpc, HwDeviceExtension, Dpc, ReturnValue) }
}

/// Waits for some microseconds without keeping the processor.
#[inline(always)]
pub unsafe fn StorPortDelayExecution(
    HwDeviceExtension: PVOID,
    DelayInMicroseconds: ULONG,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionDelayExecution,
            HwDeviceExtension,
            DelayInMicroseconds
        )
    }
}
