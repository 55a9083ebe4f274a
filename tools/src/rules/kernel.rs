//! What a miniport imports from the kernel.

use super::paired::{self, Paired};
use super::{Finding, Kind};

/// Routines that any driver may call at any IRQL: the compiler's needs, and ways to say that all is lost.
pub(super) const HARMLESS: &[&str] = &[
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

/// Routines of the driver that owns a device object and its driver object's dispatch table: in a miniport that is Storport, in a virtual
/// one as well. The beginning of the name, and who does it.
const STORPORTS: &[(&str, &str)] = &[
    ("IoStartPacket", QUEUES),
    ("IoStartNextPacket", QUEUES),
    ("IoSetStartIoAttributes", QUEUES),
    ("IoConnectInterrupt", INTERRUPTS),
    ("IoDisconnectInterrupt", INTERRUPTS),
    ("IoAttachDevice", STACK),
    ("IoDetachDevice", STACK),
    ("PoRequestPowerIrp", POWER),
    ("PoSetPowerState", POWER),
    ("PoStartNextPowerIrp", POWER),
];

const QUEUES: &str = "Storport queues the requests of a miniport, and calls HW_STARTIO";
const INTERRUPTS: &str = "Storport connects the interrupts of a miniport, and calls HW_INTERRUPT and the message routine";
const STACK: &str = "Storport makes the devices of a miniport, and answers their IRPs: a driver with devices of its own is a WDM driver, \
                     which does not import storport.sys";
const POWER: &str = "Storport answers power IRPs, and calls HW_ADAPTER_CONTROL";

/// What is wrong with importing `routine` from ntoskrnl.exe.
pub(super) fn check(routine: &str, kind: Kind) -> Option<Finding> {
    if HARMLESS.contains(&routine) {
        return None;
    }
    if routine.starts_with('#') {
        return Some(by_number(routine, "ntoskrnl.exe"));
    }
    let finding = Finding::new(format!("it imports {routine} from ntoskrnl.exe"));
    let begins = |(beginning, _): &&(&str, _)| routine.starts_with(beginning);
    let storports = STORPORTS.iter().find(begins);
    match (kind, storports, paired::find(routine)) {
        (Kind::Physical, Some((_, why)), _) => {
            Some(finding.rules(&["HwStorPortProhibitedDDIs"]).help(*why))
        }
        (Kind::Virtual, Some((_, why)), _) => Some(finding.help(*why)),
        (Kind::Physical, None, None) if routine == "KeGetCurrentIrql" => Some(
            finding
                .rules(&["HwStorPortProhibitedDDIs"])
                .help("ask StorPortGetCurrentIrql"),
        ),
        (Kind::Physical, None, None) => Some(finding.rules(&["HwStorPortProhibitedDDIs"]).help(
            "a physical miniport calls Storport only, whose routines for memory, locks, timers and registers replace \
             the kernel's; a virtual one is inspected with --virtual",
        )),
        (Kind::Physical, None, Some(Paired { rules, miniport, .. })) => Some(
            finding
                .rules(&["HwStorPortProhibitedDDIs"])
                .rules(rules)
                .help(format!("a Storport miniport has instead: {miniport}")),
        ),
        (Kind::Virtual, None, Some(Paired { rules, miniport, .. })) => {
            Some(finding.rules(rules).warning().help(format!(
                "whether the calls pair up cannot be seen in the file; a Storport miniport has instead: {miniport}"
            )))
        }
        (Kind::Virtual, None, None) => None,
    }
}

/// The finding for an import without a name.
pub(super) fn by_number(routine: &str, library: &str) -> Finding {
    Finding::new(format!(
        "it imports {routine} from {library} by number, and numbers change with every Windows"
    ))
}
