//! Events, waits, threads and time (wdm.h). In a simulated build the simulator defines them.

use super::super::super::*;

imports! { "ntoskrnl.exe":
    /// Initialises an event. At any IRQL.
    pub fn KeInitializeEvent(Event: PKEVENT, Type: EVENT_TYPE, State: BOOLEAN);
    /// Signals an event; whether it was signalled. IRQL `<= DISPATCH_LEVEL when Wait==0; <= APC_LEVEL when Wait==1`.
    pub fn KeSetEvent(Event: PKEVENT, Increment: KPRIORITY, Wait: BOOLEAN) -> LONG;
    /// Ends the signal of an event; whether it was signalled. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeResetEvent(Event: PKEVENT) -> LONG;
    /// Ends the signal of an event. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeClearEvent(Event: PKEVENT);
    /// Whether an event is signalled. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeReadStateEvent(Event: PKEVENT) -> LONG;
    /// Waits for an object. Without waiting (a time of 0) up to `DISPATCH_LEVEL`. IRQL `>= PASSIVE_LEVEL; <= APC_LEVEL when ; <= DISPATCH_LEVEL when`.
    pub fn KeWaitForSingleObject(
        Object: PVOID,
        WaitReason: KWAIT_REASON,
        WaitMode: KPROCESSOR_MODE,
        Alertable: BOOLEAN,
        Timeout: PLARGE_INTEGER,
    ) -> NTSTATUS;
    /// Waits for one of several objects, or for all. IRQL `>= PASSIVE_LEVEL; <= APC_LEVEL when ; <= DISPATCH_LEVEL when`.
    pub fn KeWaitForMultipleObjects(
        Count: ULONG,
        Object: *mut PVOID,
        WaitType: WAIT_TYPE,
        WaitReason: KWAIT_REASON,
        WaitMode: KPROCESSOR_MODE,
        Alertable: BOOLEAN,
        Timeout: PLARGE_INTEGER,
        WaitBlockArray: PKWAIT_BLOCK,
    ) -> NTSTATUS;
    /// Waits for a time. IRQL `<= APC_LEVEL`.
    pub fn KeDelayExecutionThread(
        WaitMode: KPROCESSOR_MODE,
        Alertable: BOOLEAN,
        Interval: PLARGE_INTEGER,
    ) -> NTSTATUS;
    /// No normal kernel APC is delivered to this thread from now on. IRQL `<= APC_LEVEL`.
    pub fn KeEnterCriticalRegion();
    /// They are again. IRQL `<= APC_LEVEL`.
    pub fn KeLeaveCriticalRegion();
    /// Acquires a fast mutex. IRQL `<= APC_LEVEL`.
    pub fn ExAcquireFastMutex(FastMutex: PFAST_MUTEX);
    /// Releases it. IRQL `APC_LEVEL`.
    pub fn ExReleaseFastMutex(FastMutex: PFAST_MUTEX);
    /// Makes a system thread. IRQL `PASSIVE_LEVEL`.
    pub fn PsCreateSystemThread(
        ThreadHandle: PHANDLE,
        DesiredAccess: ULONG,
        ObjectAttributes: POBJECT_ATTRIBUTES,
        ProcessHandle: HANDLE,
        ClientId: PCLIENT_ID,
        StartRoutine: PKSTART_ROUTINE,
        StartContext: PVOID,
    ) -> NTSTATUS;
    /// Ends the thread that calls it. IRQL `PASSIVE_LEVEL`.
    pub fn PsTerminateSystemThread(ExitStatus: NTSTATUS) -> NTSTATUS;
    /// Time since the system was started, in 100 ns. At any IRQL.
    pub fn KeQueryInterruptTimePrecise(QpcTimeStamp: *mut u64) -> u64;
    /// Time since 1601, in 100 ns. At any IRQL.
    pub fn KeQuerySystemTimePrecise(CurrentTime: PLARGE_INTEGER);
    /// How many processors a group has. At any IRQL.
    pub fn KeQueryActiveProcessorCountEx(GroupNumber: USHORT) -> ULONG;
    /// The processor that runs this. At any IRQL.
    pub fn KeGetCurrentProcessorNumberEx(ProcNumber: PPROCESSOR_NUMBER) -> ULONG;
}

imports! { "hal.dll":
    /// The performance counter. At any IRQL.
    pub fn KeQueryPerformanceCounter(PerformanceFrequency: PLARGE_INTEGER) -> LARGE_INTEGER;
    /// Spins for some microseconds. At any IRQL.
    pub fn KeStallExecutionProcessor(MicroSeconds: ULONG);
}
