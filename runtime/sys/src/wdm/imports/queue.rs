//! Device queues and cancel-safe queues (wdm.h). In a simulated build the simulator defines them.

use super::super::super::*;

imports! { "ntoskrnl.exe":
    /// Initialises a device queue: empty, and the device is not busy. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeInitializeDeviceQueue(DeviceQueue: PKDEVICE_QUEUE);
    /// Queues an entry if the device is busy; if it is not, it is busy from now on, and the result is FALSE. IRQL `DISPATCH_LEVEL`.
    pub fn KeInsertDeviceQueue(
        DeviceQueue: PKDEVICE_QUEUE,
        DeviceQueueEntry: PKDEVICE_QUEUE_ENTRY,
    ) -> BOOLEAN;
    /// The same, in the order of keys. IRQL `DISPATCH_LEVEL`.
    pub fn KeInsertByKeyDeviceQueue(
        DeviceQueue: PKDEVICE_QUEUE,
        DeviceQueueEntry: PKDEVICE_QUEUE_ENTRY,
        SortKey: ULONG,
    ) -> BOOLEAN;
    /// Takes the first entry; if there is none, the device is not busy from now on, and the result is NULL. IRQL `DISPATCH_LEVEL`.
    pub fn KeRemoveDeviceQueue(DeviceQueue: PKDEVICE_QUEUE) -> PKDEVICE_QUEUE_ENTRY;
    /// The same, with the first entry whose key is not below `SortKey`. IRQL `DISPATCH_LEVEL`.
    pub fn KeRemoveByKeyDeviceQueue(
        DeviceQueue: PKDEVICE_QUEUE,
        SortKey: ULONG,
    ) -> PKDEVICE_QUEUE_ENTRY;
    /// Takes out one entry; whether it was queued. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeRemoveEntryDeviceQueue(
        DeviceQueue: PKDEVICE_QUEUE,
        DeviceQueueEntry: PKDEVICE_QUEUE_ENTRY,
    ) -> BOOLEAN;
    /// Initialises a cancel-safe queue. At any IRQL.
    pub fn IoCsqInitialize(
        Csq: PIO_CSQ,
        CsqInsertIrp: PIO_CSQ_INSERT_IRP,
        CsqRemoveIrp: PIO_CSQ_REMOVE_IRP,
        CsqPeekNextIrp: PIO_CSQ_PEEK_NEXT_IRP,
        CsqAcquireLock: PIO_CSQ_ACQUIRE_LOCK,
        CsqReleaseLock: PIO_CSQ_RELEASE_LOCK,
        CsqCompleteCanceledIrp: PIO_CSQ_COMPLETE_CANCELED_IRP,
    ) -> NTSTATUS;
    /// Initialises a cancel-safe queue whose insertion may fail. At any IRQL.
    pub fn IoCsqInitializeEx(
        Csq: PIO_CSQ,
        CsqInsertIrp: PIO_CSQ_INSERT_IRP_EX,
        CsqRemoveIrp: PIO_CSQ_REMOVE_IRP,
        CsqPeekNextIrp: PIO_CSQ_PEEK_NEXT_IRP,
        CsqAcquireLock: PIO_CSQ_ACQUIRE_LOCK,
        CsqReleaseLock: PIO_CSQ_RELEASE_LOCK,
        CsqCompleteCanceledIrp: PIO_CSQ_COMPLETE_CANCELED_IRP,
    ) -> NTSTATUS;
    /// Marks an IRP pending and queues it. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoCsqInsertIrp(Csq: PIO_CSQ, Irp: PIRP, Context: PIO_CSQ_IRP_CONTEXT);
    /// The same; what the insertion answered. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoCsqInsertIrpEx(
        Csq: PIO_CSQ,
        Irp: PIRP,
        Context: PIO_CSQ_IRP_CONTEXT,
        InsertContext: PVOID,
    ) -> NTSTATUS;
    /// Takes out one IRP, or NULL if it was cancelled. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoCsqRemoveIrp(Csq: PIO_CSQ, Context: PIO_CSQ_IRP_CONTEXT) -> PIRP;
    /// Takes out the next IRP, or NULL. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoCsqRemoveNextIrp(Csq: PIO_CSQ, PeekContext: PVOID) -> PIRP;
}
