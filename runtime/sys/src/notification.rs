//! Inline routines over `StorPortNotification` (storport.h).

use super::variadic::notification;
use super::*;

/// Asks for a call of the routine at `PASSIVE_LEVEL`; only from `HwStorInitialize`. IRQL `DIRQL`.
#[inline(always)]
pub unsafe fn StorPortEnablePassiveInitialization(
    DeviceExtension: PVOID,
    HwPassiveInitializeRoutine: PHW_PASSIVE_INITIALIZE_ROUTINE,
) -> BOOLEAN {
    let mut Success: LONG = 0;
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(
            EnablePassiveInitialization,
            DeviceExtension,
            HwPassiveInitializeRoutine,
            &raw mut Success
        );
    }
    BOOLEAN::from(Success != 0)
}

/// Initialises a DPC.
#[inline(always)]
pub unsafe fn StorPortInitializeDpc(
    DeviceExtension: PVOID,
    Dpc: PSTOR_DPC,
    HwDpcRoutine: PHW_DPC_ROUTINE,
) {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(InitializeDpc, DeviceExtension, Dpc, HwDpcRoutine);
    }
}

/// Initialises a DPC with a context and an importance.
#[inline(always)]
pub unsafe fn StorPortInitializeDpcWithContext(
    DeviceExtension: PVOID,
    Dpc: PSTOR_DPC,
    HwDpcRoutine: PHW_DPC_ROUTINE,
    Context: PVOID,
    Importance: ULONG,
) {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(
            InitializeDpcWithContext,
            DeviceExtension,
            Dpc,
            HwDpcRoutine,
            Context,
            Importance
        );
    }
}

/// Initialises a threaded DPC.
#[inline(always)]
pub unsafe fn StorPortInitializeThreadedDpc(
    DeviceExtension: PVOID,
    Dpc: PSTOR_DPC,
    HwDpcRoutine: PHW_DPC_ROUTINE,
    Context: PVOID,
    Importance: BOOLEAN,
) {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(
            InitializeThreadedDpc,
            DeviceExtension,
            Dpc,
            HwDpcRoutine,
            Context,
            Importance
        );
    }
}

/// Queues a DPC; FALSE if it is queued already.
#[inline(always)]
pub unsafe fn StorPortIssueDpc(
    DeviceExtension: PVOID,
    Dpc: PSTOR_DPC,
    SystemArgument1: PVOID,
    SystemArgument2: PVOID,
) -> BOOLEAN {
    let mut Success: LONG = 0;
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(
            IssueDpc,
            DeviceExtension,
            Dpc,
            SystemArgument1,
            SystemArgument2,
            &raw mut Success
        );
    }
    BOOLEAN::from(Success != 0)
}

/// Acquires a spin lock and raises the IRQL to its level.
#[inline(always)]
pub unsafe fn StorPortAcquireSpinLock(
    DeviceExtension: PVOID,
    SpinLock: STOR_SPINLOCK,
    LockContext: PVOID,
    LockHandle: PSTOR_LOCK_HANDLE,
) {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(
            AcquireSpinLock,
            DeviceExtension,
            SpinLock,
            LockContext,
            LockHandle
        );
    }
}

/// Releases a spin lock and restores the IRQL.
#[inline(always)]
pub unsafe fn StorPortReleaseSpinLock(DeviceExtension: PVOID, LockHandle: PSTOR_LOCK_HANDLE) {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(ReleaseSpinLock, DeviceExtension, LockHandle);
    }
}

/// Tells that units, targets or buses changed. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortStateChangeDetected(
    HwDeviceExtension: PVOID,
    ChangedEntity: ULONG,
    Address: PSTOR_ADDRESS,
    Attributes: ULONG,
    HwStateChange: PHW_STATE_CHANGE,
    HwStateChangeContext: PVOID,
) -> ULONG {
    let mut Status: ULONG = STOR_STATUS_NOT_IMPLEMENTED;
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(
            StateChangeDetectedCall,
            HwDeviceExtension,
            ChangedEntity,
            Address,
            Attributes,
            HwStateChange,
            HwStateChangeContext,
            &raw mut Status
        );
    }
    Status
}

/// Tells of an asynchronous notification of a device. At any IRQL.
#[inline(always)]
pub unsafe fn StorPortAsyncNotificationDetected(
    HwDeviceExtension: PVOID,
    Address: PSTOR_ADDRESS,
    Flags: ULONGLONG,
) -> ULONG {
    let mut Status: ULONG = STOR_STATUS_NOT_IMPLEMENTED;
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(
            AsyncNotificationDetected,
            HwDeviceExtension,
            Address,
            Flags,
            &raw mut Status
        );
    }
    Status
}

/// Marks a device as failed.
#[inline(always)]
pub unsafe fn StorPortMarkDeviceFailed(
    HwDeviceExtension: PVOID,
    StorAddress: PSTOR_ADDRESS,
    Flags: ULONG,
    FailReason: PWSTR,
) {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(
            MarkDeviceFailed,
            HwDeviceExtension,
            StorAddress,
            Flags,
            FailReason
        );
    }
}

/// Marks a device as failed, or as one that will fail, with data. Windows 10, version 2004.
#[inline(always)]
pub unsafe fn StorPortMarkDeviceFailedEx(
    HwDeviceExtension: PVOID,
    StorAddress: PSTOR_ADDRESS,
    Flags: ULONG,
    FaultCode: USHORT,
    FaultDescription: PWSTR,
    AdditionalDataSize: USHORT,
    AdditionalData: PUCHAR,
    CriticalDataSize: USHORT,
    CriticalData: PUCHAR,
) -> ULONG {
    let mut Status: ULONG = STOR_STATUS_NOT_IMPLEMENTED;
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        notification!(
            MarkDeviceFailedEx,
            HwDeviceExtension,
            StorAddress,
            Flags,
            FaultCode,
            FaultDescription,
            AdditionalDataSize,
            AdditionalData,
            CriticalDataSize,
            CriticalData,
            &raw mut Status
        );
    }
    Status
}
