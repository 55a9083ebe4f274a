//! DPCs, work items and timers (wdm.h). In a simulated build the simulator defines them.

use super::super::super::*;

imports! { "ntoskrnl.exe":
    /// Initialises a DPC. At any IRQL.
    pub fn KeInitializeDpc(Dpc: PKDPC, DeferredRoutine: PKDEFERRED_ROUTINE, DeferredContext: PVOID);
    /// Initialises a DPC that may run in a thread at `PASSIVE_LEVEL`. At any IRQL.
    pub fn KeInitializeThreadedDpc(
        Dpc: PKDPC,
        DeferredRoutine: PKDEFERRED_ROUTINE,
        DeferredContext: PVOID,
    );
    /// Queues a DPC; FALSE if it is queued already, with its first arguments. At any IRQL.
    pub fn KeInsertQueueDpc(Dpc: PKDPC, SystemArgument1: PVOID, SystemArgument2: PVOID) -> BOOLEAN;
    /// Takes a DPC out of the queue; whether it was there. One that runs goes on. At any IRQL.
    pub fn KeRemoveQueueDpc(Dpc: PKDPC) -> BOOLEAN;
    /// Waits until all DPCs that are queued have run. IRQL `PASSIVE_LEVEL`.
    pub fn KeFlushQueuedDpcs();
    /// Sets the importance of a DPC, from its next insertion on. At any IRQL.
    pub fn KeSetImportanceDpc(Dpc: PKDPC, Importance: KDPC_IMPORTANCE);
    /// Sets the processor of a DPC, of group 0. At any IRQL.
    pub fn KeSetTargetProcessorDpc(Dpc: PKDPC, Number: CCHAR);
    /// Sets the processor of a DPC. At any IRQL.
    pub fn KeSetTargetProcessorDpcEx(Dpc: PKDPC, ProcNumber: PPROCESSOR_NUMBER) -> NTSTATUS;
    /// Makes a work item, or NULL. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoAllocateWorkItem(DeviceObject: PDEVICE_OBJECT) -> PIO_WORKITEM;
    /// Bytes of a work item. At any IRQL.
    pub fn IoSizeofWorkItem() -> ULONG;
    /// Initialises a work item in memory of the caller's. At any IRQL.
    pub fn IoInitializeWorkItem(IoObject: PVOID, IoWorkItem: PIO_WORKITEM);
    /// Ends one of [`IoInitializeWorkItem`]. At any IRQL.
    pub fn IoUninitializeWorkItem(IoWorkItem: PIO_WORKITEM);
    /// Queues a work item that is not queued; the device object stays until the routine returns. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoQueueWorkItem(
        IoWorkItem: PIO_WORKITEM,
        WorkerRoutine: PIO_WORKITEM_ROUTINE,
        QueueType: WORK_QUEUE_TYPE,
        Context: PVOID,
    );
    /// The same; the routine gets the work item too. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoQueueWorkItemEx(
        IoWorkItem: PIO_WORKITEM,
        WorkerRoutine: PIO_WORKITEM_ROUTINE_EX,
        QueueType: WORK_QUEUE_TYPE,
        Context: PVOID,
    );
    /// The same; FALSE if it could not be queued. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoTryQueueWorkItem(
        IoWorkItem: PIO_WORKITEM,
        WorkerRoutine: PIO_WORKITEM_ROUTINE_EX,
        QueueType: WORK_QUEUE_TYPE,
        Context: PVOID,
    ) -> BOOLEAN;
    /// Frees a work item that is not queued. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoFreeWorkItem(IoWorkItem: PIO_WORKITEM);
    /// Gives a device its timer, once. IRQL `PASSIVE_LEVEL`.
    pub fn IoInitializeTimer(
        DeviceObject: PDEVICE_OBJECT,
        TimerRoutine: PIO_TIMER_ROUTINE,
        Context: PVOID,
    ) -> NTSTATUS;
    /// The routine is called once a second from now on. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoStartTimer(DeviceObject: PDEVICE_OBJECT);
    /// The routine is called no more; one call may be under way. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoStopTimer(DeviceObject: PDEVICE_OBJECT);
    /// Initialises a timer. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeInitializeTimer(Timer: PKTIMER);
    /// Initialises a timer of a type. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeInitializeTimerEx(Timer: PKTIMER, Type: TIMER_TYPE);
    /// Sets a timer: below 0 from now, in 100 ns; whether it was set. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeSetTimer(Timer: PKTIMER, DueTime: LARGE_INTEGER, Dpc: PKDPC) -> BOOLEAN;
    /// The same, and again every `Period` milliseconds. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeSetTimerEx(
        Timer: PKTIMER,
        DueTime: LARGE_INTEGER,
        Period: LONG,
        Dpc: PKDPC,
    ) -> BOOLEAN;
    /// The same, with a tolerance in milliseconds. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeSetCoalescableTimer(
        Timer: PKTIMER,
        DueTime: LARGE_INTEGER,
        Period: ULONG,
        TolerableDelay: ULONG,
        Dpc: PKDPC,
    ) -> BOOLEAN;
    /// Cancels a timer; whether it was set. A DPC that is queued already runs. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeCancelTimer(Timer: PKTIMER) -> BOOLEAN;
    /// Whether a timer is signalled. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeReadStateTimer(Timer: PKTIMER) -> BOOLEAN;
    /// Makes a timer, or NULL. IRQL `<= DISPATCH_LEVEL`.
    pub fn ExAllocateTimer(
        Callback: PEXT_CALLBACK,
        CallbackContext: PVOID,
        Attributes: ULONG,
    ) -> PEX_TIMER;
    /// Sets a timer: below 0 from now, in 100 ns; whether it was set. IRQL `<= DISPATCH_LEVEL`.
    pub fn ExSetTimer(
        Timer: PEX_TIMER,
        DueTime: LONGLONG,
        Period: LONGLONG,
        Parameters: PEXT_SET_PARAMETERS,
    ) -> BOOLEAN;
    /// Cancels a timer; whether it was set. IRQL `<= DISPATCH_LEVEL`.
    pub fn ExCancelTimer(Timer: PEX_TIMER, Parameters: PEXT_CANCEL_PARAMETERS) -> BOOLEAN;
    /// Deletes a timer; with `Wait` after its callback has returned.
    pub fn ExDeleteTimer(
        Timer: PEX_TIMER,
        Cancel: BOOLEAN,
        Wait: BOOLEAN,
        Parameters: PEXT_DELETE_PARAMETERS,
    ) -> BOOLEAN;
}
