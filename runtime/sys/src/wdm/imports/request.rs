//! Requests: sending, completing, making, starting and cancelling them (wdm.h). In a simulated build the simulator defines them.

use super::super::super::*;

imports! { "ntoskrnl.exe":
    /// Sends an IRP to the driver of a device; it is that driver's then. IRQL `<= DISPATCH_LEVEL`.
    pub fn IofCallDriver(DeviceObject: PDEVICE_OBJECT, Irp: PIRP) -> NTSTATUS;
    /// Completes an IRP; it is nobody's then. IRQL `<= DISPATCH_LEVEL`.
    pub fn IofCompleteRequest(Irp: PIRP, PriorityBoost: CCHAR);
    /// Sets a completion routine that keeps the driver loaded. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoSetCompletionRoutineEx(
        DeviceObject: PDEVICE_OBJECT,
        Irp: PIRP,
        CompletionRoutine: PIO_COMPLETION_ROUTINE,
        Context: PVOID,
        InvokeOnSuccess: BOOLEAN,
        InvokeOnError: BOOLEAN,
        InvokeOnCancel: BOOLEAN,
    ) -> NTSTATUS;
    /// Sends an IRP down and waits; it is the caller's again. IRQL `<= APC_LEVEL`.
    pub fn IoForwardIrpSynchronously(DeviceObject: PDEVICE_OBJECT, Irp: PIRP) -> BOOLEAN;
    /// Makes an IRP, or NULL. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoAllocateIrp(StackSize: CCHAR, ChargeQuota: BOOLEAN) -> PIRP;
    /// Frees an IRP of [`IoAllocateIrp`]. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoFreeIrp(Irp: PIRP);
    /// Prepares an IRP of [`IoAllocateIrp`] to be sent again. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoReuseIrp(Irp: PIRP, Iostatus: NTSTATUS);
    /// Makes an IRP that is waited for; the I/O manager frees it. IRQL `<= APC_LEVEL`.
    pub fn IoBuildSynchronousFsdRequest(
        MajorFunction: ULONG,
        DeviceObject: PDEVICE_OBJECT,
        Buffer: PVOID,
        Length: ULONG,
        StartingOffset: PLARGE_INTEGER,
        Event: PKEVENT,
        IoStatusBlock: PIO_STATUS_BLOCK,
    ) -> PIRP;
    /// Makes a device control that is waited for; the I/O manager frees it. IRQL `<= APC_LEVEL`.
    pub fn IoBuildDeviceIoControlRequest(
        IoControlCode: ULONG,
        DeviceObject: PDEVICE_OBJECT,
        InputBuffer: PVOID,
        InputBufferLength: ULONG,
        OutputBuffer: PVOID,
        OutputBufferLength: ULONG,
        InternalDeviceIoControl: BOOLEAN,
        Event: PKEVENT,
        IoStatusBlock: PIO_STATUS_BLOCK,
    ) -> PIRP;
    /// Makes an IRP that its completion routine frees. IRQL `<= APC_LEVEL`.
    pub fn IoBuildAsynchronousFsdRequest(
        MajorFunction: ULONG,
        DeviceObject: PDEVICE_OBJECT,
        Buffer: PVOID,
        Length: ULONG,
        StartingOffset: PLARGE_INTEGER,
        IoStatusBlock: PIO_STATUS_BLOCK,
    ) -> PIRP;
    /// Calls `DRIVER_STARTIO` with an IRP, or queues it if the device is busy. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoStartPacket(
        DeviceObject: PDEVICE_OBJECT,
        Irp: PIRP,
        Key: PULONG,
        CancelFunction: PDRIVER_CANCEL,
    );
    /// Calls `DRIVER_STARTIO` with the next IRP of the device's queue; if there is none the device is not busy. IRQL `DISPATCH_LEVEL`.
    pub fn IoStartNextPacket(DeviceObject: PDEVICE_OBJECT, Cancelable: BOOLEAN);
    /// The same, with the first IRP whose key is not below `Key`. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoStartNextPacketByKey(DeviceObject: PDEVICE_OBJECT, Cancelable: BOOLEAN, Key: ULONG);
    /// Whether `DRIVER_STARTIO` may be called from within itself, and for IRPs that can be cancelled. At any IRQL.
    pub fn IoSetStartIoAttributes(
        DeviceObject: PDEVICE_OBJECT,
        DeferredStartIo: BOOLEAN,
        NonCancelable: BOOLEAN,
    );
    /// Acquires the cancel spin lock, one for the system. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoAcquireCancelSpinLock(Irql: PKIRQL);
    /// Releases it. IRQL `DISPATCH_LEVEL`.
    pub fn IoReleaseCancelSpinLock(Irql: KIRQL);
    /// Cancels an IRP; whether it had a cancel routine. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoCancelIrp(Irp: PIRP) -> BOOLEAN;
}
