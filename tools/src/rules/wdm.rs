//! What a miniport imports from the kernel.

use super::{Finding, Kind};

/// Routines that any driver may call at any IRQL: the compiler's needs, and ways to say that all is lost.
const HARMLESS: &[&str] = &[
    "__C_specific_handler",
    "__chkstk",
    "memchr",
    "memcmp",
    "memcpy",
    "memmove",
    "memset",
    "strlen",
    "DbgBreakPoint",
    "DbgPrint",
    "DbgPrintEx",
    "KeBugCheck",
    "KeBugCheckEx",
    "RtlCompareMemory",
    "vDbgPrintEx",
];

/// Routines that come in pairs or in an order, which a file cannot show: the beginning of the name, the rules, what a
/// Storport miniport has instead.
const PAIRED: &[(&str, &[&str], &str)] = &[
    ("IoAcquireCancelSpinLock", CANCEL, CANCELLED),
    ("IoReleaseCancelSpinLock", CANCEL, CANCELLED),
    ("KeAcquireInStackQueuedSpinLock", QUEUED, LOCK),
    ("KeReleaseInStackQueuedSpinLock", QUEUED, LOCK),
    ("KeAcquireSpinLockAtDpcLevel", DPC, LOCK),
    ("KeReleaseSpinLockFromDpcLevel", DPC, LOCK),
    ("KeTryToAcquireSpinLockAtDpcLevel", DPC, LOCK),
    ("KeAcquireSpinLock", SPIN, LOCK),
    ("KeReleaseSpinLock", SPIN, LOCK),
    ("KfAcquireSpinLock", SPIN, LOCK),
    ("KfReleaseSpinLock", SPIN, LOCK),
    ("ExAcquireSpinLock", SPIN, LOCK),
    ("ExReleaseSpinLock", SPIN, LOCK),
    (
        "KeSetEvent",
        &["DoubleKeSetEvent"],
        "a work item, or completing the request",
    ),
    ("IoFreeIrp", &["IoFreeIrp"], CANCELLED),
    ("ZwCreateKey", &["ZwRegistryCreate"], REGISTRY),
    ("ZwOpenKey", &["ZwRegistryOpen"], REGISTRY),
];

const CANCEL: &[&str] = &["CancelSpinLock"];
const QUEUED: &[&str] = &["QueuedSpinLock", "QueuedSpinLockRelease"];
const DPC: &[&str] = &["SpinLockDpc"];
const SPIN: &[&str] = &["SpinLock", "SpinLockRelease", "SpinLockSafe"];
const CANCELLED: &str = "nothing: Storport owns the IRPs";
const LOCK: &str = "data in a `Locked`, under a lock of Storport";
const REGISTRY: &str = "the registry routines of Storport";

/// What is wrong with importing `routine` from ntoskrnl.exe.
pub(super) fn check(routine: &str, kind: Kind) -> Option<Finding> {
    if HARMLESS.contains(&routine) {
        return None;
    }
    if routine.starts_with('#') {
        return Some(Finding::new(format!(
            "it imports {routine} from ntoskrnl.exe by number, and numbers change with every Windows"
        )));
    }
    let paired = PAIRED
        .iter()
        .find(|(beginning, ..)| routine.starts_with(beginning));
    let finding = Finding::new(format!("it imports {routine} from ntoskrnl.exe"));
    match (kind, paired) {
        (Kind::Physical, None) if routine == "KeGetCurrentIrql" => Some(
            finding
                .rules(&["HwStorPortProhibitedDDIs"])
                .help("ask StorPortGetCurrentIrql"),
        ),
        (Kind::Physical, None) => Some(finding.rules(&["HwStorPortProhibitedDDIs"]).help(
            "a physical miniport calls Storport only, whose routines for memory, locks, timers and registers replace \
             the kernel's; a virtual one is inspected with --virtual",
        )),
        (Kind::Physical, Some((_, rules, instead))) => Some(
            finding
                .rules(&["HwStorPortProhibitedDDIs"])
                .rules(rules)
                .help(format!("a Storport miniport has instead: {instead}")),
        ),
        (Kind::Virtual, Some((_, rules, instead))) => Some(finding.rules(rules).warning().help(format!(
            "whether the calls pair up cannot be seen in the file; a Storport miniport has instead: {instead}"
        ))),
        (Kind::Virtual, None) => None,
    }
}
