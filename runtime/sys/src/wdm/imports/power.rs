//! Power requests and remove locks (wdm.h). In a simulated build the simulator defines them.

use super::super::super::*;

imports! { "ntoskrnl.exe":
    /// Sends a power IRP to the top of a device's stack. IRQL `<= DISPATCH_LEVEL`.
    pub fn PoRequestPowerIrp(
        DeviceObject: PDEVICE_OBJECT,
        MinorFunction: UCHAR,
        PowerState: POWER_STATE,
        CompletionFunction: PREQUEST_POWER_COMPLETE,
        Context: PVOID,
        Irp: *mut PIRP,
    ) -> NTSTATUS;
    /// Tells the power manager of a device's state. IRQL `<= DISPATCH_LEVEL`.
    pub fn PoSetPowerState(
        DeviceObject: PDEVICE_OBJECT,
        Type: POWER_STATE_TYPE,
        State: POWER_STATE,
    ) -> POWER_STATE;
    /// Has the power manager watch whether a device is idle. IRQL `<= APC_LEVEL`.
    pub fn PoRegisterDeviceForIdleDetection(
        DeviceObject: PDEVICE_OBJECT,
        ConservationIdleTime: ULONG,
        PerformanceIdleTime: ULONG,
        State: DEVICE_POWER_STATE,
    ) -> PULONG;
    /// Initialises a remove lock. IRQL `<= PASSIVE_LEVEL`.
    pub fn IoInitializeRemoveLockEx(
        Lock: PIO_REMOVE_LOCK,
        AllocateTag: ULONG,
        MaxLockedMinutes: ULONG,
        HighWatermark: ULONG,
        RemlockSize: ULONG,
    );
    /// Counts one more use; it fails when the device is being removed. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoAcquireRemoveLockEx(
        RemoveLock: PIO_REMOVE_LOCK,
        Tag: PVOID,
        File: PCSTR,
        Line: ULONG,
        RemlockSize: ULONG,
    ) -> NTSTATUS;
    /// Counts one less.
    pub fn IoReleaseRemoveLockEx(RemoveLock: PIO_REMOVE_LOCK, Tag: PVOID, RemlockSize: ULONG);
    /// Lets no new use in, and waits for the rest. IRQL `<= PASSIVE_LEVEL`.
    pub fn IoReleaseRemoveLockAndWaitEx(
        RemoveLock: PIO_REMOVE_LOCK,
        Tag: PVOID,
        RemlockSize: ULONG,
    );
}
