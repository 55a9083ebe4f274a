//! Spin locks and the IRQL (wdm.h). In a simulated build the simulator defines them.

use super::super::super::*;

imports! { "ntoskrnl.exe":
    /// Initialises a spin lock. At any IRQL.
    pub fn KeInitializeSpinLock(SpinLock: PKSPIN_LOCK);
    /// Acquires a spin lock; the former IRQL. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeAcquireSpinLockRaiseToDpc(SpinLock: PKSPIN_LOCK) -> KIRQL;
    /// Releases it. IRQL `DISPATCH_LEVEL`.
    pub fn KeReleaseSpinLock(SpinLock: PKSPIN_LOCK, NewIrql: KIRQL);
    /// Acquires a spin lock where the IRQL is high enough. IRQL `>= DISPATCH_LEVEL`.
    pub fn KeAcquireSpinLockAtDpcLevel(SpinLock: PKSPIN_LOCK);
    /// Releases it. IRQL `DISPATCH_LEVEL`.
    pub fn KeReleaseSpinLockFromDpcLevel(SpinLock: PKSPIN_LOCK);
    /// Acquires a spin lock if it is free; whether it was. IRQL `DISPATCH_LEVEL`.
    pub fn KeTryToAcquireSpinLockAtDpcLevel(SpinLock: PKSPIN_LOCK) -> BOOLEAN;
    /// Whether a spin lock is free.
    pub fn KeTestSpinLock(SpinLock: PKSPIN_LOCK) -> BOOLEAN;
    /// Acquires a spin lock in a threaded DPC; the former IRQL. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeAcquireSpinLockForDpc(SpinLock: PKSPIN_LOCK) -> KIRQL;
    /// Releases it. IRQL `DISPATCH_LEVEL`.
    pub fn KeReleaseSpinLockForDpc(SpinLock: PKSPIN_LOCK, OldIrql: KIRQL);
    /// Acquires a spin lock in the order of asking. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeAcquireInStackQueuedSpinLock(SpinLock: PKSPIN_LOCK, LockHandle: PKLOCK_QUEUE_HANDLE);
    /// Releases it. IRQL `DISPATCH_LEVEL`.
    pub fn KeReleaseInStackQueuedSpinLock(LockHandle: PKLOCK_QUEUE_HANDLE);
    /// The same where the IRQL is high enough. IRQL `>= DISPATCH_LEVEL`.
    pub fn KeAcquireInStackQueuedSpinLockAtDpcLevel(
        SpinLock: PKSPIN_LOCK,
        LockHandle: PKLOCK_QUEUE_HANDLE,
    );
    /// Releases it. IRQL `DISPATCH_LEVEL`.
    pub fn KeReleaseInStackQueuedSpinLockFromDpcLevel(LockHandle: PKLOCK_QUEUE_HANDLE);
    /// The same in a threaded DPC. IRQL `<= DISPATCH_LEVEL`.
    pub fn KeAcquireInStackQueuedSpinLockForDpc(
        SpinLock: PKSPIN_LOCK,
        LockHandle: PKLOCK_QUEUE_HANDLE,
    );
    /// Releases it. IRQL `DISPATCH_LEVEL`.
    pub fn KeReleaseInStackQueuedSpinLockForDpc(LockHandle: PKLOCK_QUEUE_HANDLE);
    /// Raises the IRQL; the former one. IRQL `<= HIGH_LEVEL`.
    pub fn KfRaiseIrql(NewIrql: KIRQL) -> KIRQL;
    /// Lowers the IRQL to what it was. At any IRQL.
    // On ARM64 the header has a macro of this name over the export `KfLowerIrql`.
    #[cfg_attr(
        all(kernel, target_arch = "aarch64"),
        link_name = "KfLowerIrql"
    )]
    pub fn KeLowerIrql(NewIrql: KIRQL);
}
