//! What a WDM driver imports from the kernel: ntoskrnl.exe and hal.dll.

use super::kernel::{HARMLESS, by_number};
use super::{Finding, paired};

/// Routines that make a driver one with devices of its own: the beginning of the name. Every WDM driver that has a device calls one, and
/// no miniport needs to, because Storport makes its devices.
const DEVICES: &[&str] = &["IoCreateDevice", "IoAttachDevice", "WdmlibIoCreateDevice"];

/// Routines in pairs that the runtime calls itself, where its types keep the pairs (a test of this crate has them from its source).
const OF_THE_RUNTIME: &[&str] = &[
    "IoAcquireCancelSpinLock",
    "IoReleaseCancelSpinLock",
    "KeAcquireInStackQueuedSpinLock",
    "KeReleaseInStackQueuedSpinLock",
    "KeAcquireSpinLockRaiseToDpc",
    "KeReleaseSpinLock",
    "KeSetEvent",
];

/// Routines that a driver should not call any more: the rule, and what to call.
const OLD: &[(&str, &str, &str)] = &[
    ("ExAllocatePool", UNSAFE, "ExAllocatePool2"),
    ("ExAllocatePoolWithTag", UNSAFE, "ExAllocatePool2"),
    ("ExAllocatePoolWithQuota", UNSAFE, "ExAllocatePool2"),
    ("ExAllocatePoolWithQuotaTag", UNSAFE, "ExAllocatePool2"),
    ("ExAllocatePoolWithTagPriority", UNSAFE, "ExAllocatePool3"),
    ("FsRtlPrivateLock", "ObsoleteDDIs", "FsRtlFastLock"),
];

const UNSAFE: &str = "UnSafeAllocatePool";

/// The routine makes a device, or puts one on a stack.
pub(super) fn is_for_devices(routine: &str) -> bool {
    DEVICES.iter().any(|name| routine.starts_with(name))
}

/// What is wrong with importing `routine` from `library`, a part of the kernel.
pub(super) fn check(routine: &str, library: &str) -> Option<Finding> {
    if HARMLESS.contains(&routine) || OF_THE_RUNTIME.contains(&routine) {
        return None;
    }
    if routine.starts_with('#') {
        return Some(by_number(routine, library));
    }
    let finding = Finding::new(format!("it imports {routine} from {library}"));
    if let Some((_, rule, instead)) = OLD.iter().find(|(name, ..)| *name == routine) {
        return Some(
            finding
                .rules(&[rule])
                .help(format!("{instead} replaces it")),
        );
    }
    paired::find(routine).map(|row| {
        finding.rules(row.rules).warning().help(format!(
            "whether the calls pair up cannot be seen in the file; a WDM driver has instead: {}",
            row.wdm
        ))
    })
}

/// What is wrong with importing `routines` from storport.sys.
pub(super) fn storport(routines: &[String]) -> Finding {
    Finding::new(format!(
        "it is a WDM driver, with devices of its own, and imports {} from storport.sys",
        routines.join(", ")
    ))
    .help(
        "Storport serves the miniports that register with StorPortInitialize, and knows no device of another driver: \
         a miniport has `driver_entry!` and makes no devices, a WDM driver has `wdm_driver_entry!` and calls the kernel",
    )
}
