//! Routines that come in pairs or in an order, which a file cannot show.

/// What begins with a name.
#[derive(Debug)]
pub(super) struct Paired {
    beginning: &'static str,
    /// The rules of Static Driver Verifier.
    pub rules: &'static [&'static str],
    /// What a Storport miniport has instead.
    pub miniport: &'static str,
    /// What a WDM driver has instead.
    pub wdm: &'static str,
}

const fn row(
    beginning: &'static str,
    rules: &'static [&'static str],
    miniport: &'static str,
    wdm: &'static str,
) -> Paired {
    Paired {
        beginning,
        rules,
        miniport,
        wdm,
    }
}

/// A name is judged by the first row that it begins with.
const ROWS: &[Paired] = &[
    row("IoAcquireCancelSpinLock", CANCEL, NO_IRPS, CANCELLED),
    row("IoReleaseCancelSpinLock", CANCEL, NO_IRPS, CANCELLED),
    row("KeAcquireInStackQueuedSpinLock", QUEUED, LOCK, DEVICE_LOCK),
    row("KeReleaseInStackQueuedSpinLock", QUEUED, LOCK, DEVICE_LOCK),
    row("KeAcquireSpinLockAtDpcLevel", DPC, LOCK, DEVICE_LOCK),
    row("KeReleaseSpinLockFromDpcLevel", DPC, LOCK, DEVICE_LOCK),
    row("KeTryToAcquireSpinLockAtDpcLevel", DPC, LOCK, DEVICE_LOCK),
    row("KeAcquireSpinLock", SPIN, LOCK, DEVICE_LOCK),
    row("KeReleaseSpinLock", SPIN, LOCK, DEVICE_LOCK),
    row("KfAcquireSpinLock", SPIN, LOCK, DEVICE_LOCK),
    row("KfReleaseSpinLock", SPIN, LOCK, DEVICE_LOCK),
    row("ExAcquireSpinLock", SPIN, LOCK, DEVICE_LOCK),
    row("ExReleaseSpinLock", SPIN, LOCK, DEVICE_LOCK),
    row("KeSetEvent", &["DoubleKeSetEvent"], EVENT, EVENT),
    row("IoFreeIrp", &["IoFreeIrp"], NO_IRPS, FORWARDED),
    row("ZwCreateKey", &["ZwRegistryCreate"], REGISTRY, NOTHING),
    row("ZwOpenKey", &["ZwRegistryOpen"], REGISTRY, NOTHING),
];

const CANCEL: &[&str] = &["CancelSpinLock"];
const QUEUED: &[&str] = &["QueuedSpinLock", "QueuedSpinLockRelease"];
const DPC: &[&str] = &["SpinLockDpc"];
const SPIN: &[&str] = &["SpinLock", "SpinLockRelease", "SpinLockSafe"];
const NO_IRPS: &str = "nothing: Storport owns the IRPs";
const LOCK: &str = "data in a `Locked`, under a lock of Storport";
const REGISTRY: &str = "the registry routines of Storport";
const EVENT: &str = "a work item, or completing the request";
const CANCELLED: &str = "a `SystemQueue` or an `IrpQueue`, whose IRPs can be cancelled";
const DEVICE_LOCK: &str = "data in a `Locked<DeviceLock, T>`";
const FORWARDED: &str = "`pass_down` of an IRP that came";
const NOTHING: &str = "nothing of the runtime";

/// The row of a routine, if it has one.
pub(super) fn find(routine: &str) -> Option<&'static Paired> {
    ROWS.iter().find(|row| routine.starts_with(row.beginning))
}
