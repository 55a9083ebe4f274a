//! Interrupts (wdm.h). In a simulated build the simulator defines them.

use super::super::super::*;

imports! { "ntoskrnl.exe":
    /// Connects interrupts; they may arrive before it returns. IRQL `PASSIVE_LEVEL`.
    pub fn IoConnectInterruptEx(Parameters: PIO_CONNECT_INTERRUPT_PARAMETERS) -> NTSTATUS;
    /// Disconnects them, and waits until the service routine has returned. IRQL `PASSIVE_LEVEL`.
    pub fn IoDisconnectInterruptEx(Parameters: PIO_DISCONNECT_INTERRUPT_PARAMETERS);
    /// Calls a routine with the interrupt spin lock held. IRQL `<= DIRQL`.
    pub fn KeSynchronizeExecution(
        Interrupt: PKINTERRUPT,
        SynchronizeRoutine: PKSYNCHRONIZE_ROUTINE,
        SynchronizeContext: PVOID,
    ) -> BOOLEAN;
    /// Acquires the interrupt spin lock; the former IRQL. IRQL `<= DIRQL`.
    pub fn KeAcquireInterruptSpinLock(Interrupt: PKINTERRUPT) -> KIRQL;
    /// Releases it. IRQL `HIGH_LEVEL`.
    pub fn KeReleaseInterruptSpinLock(Interrupt: PKINTERRUPT, OldIrql: KIRQL);
}
