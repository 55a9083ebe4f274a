//! The rules that a driver's imports show: which libraries and routines a Storport miniport and a WDM driver may import.
//!
//! What a driver is ([`Model`]), its imports say. A miniport registers with Storport and leaves devices, IRPs and interrupts to it; a WDM
//! driver makes its devices and calls the kernel. What SDV prohibits to miniports is a WDM driver's daily work, so each has its own table
//! (`kernel` and `wdm`).
//!
//! The names of the rules are those of Static Driver Verifier, which checks the same in C source.

mod callback;
mod exported;
mod finding;
mod kernel;
mod level;
mod library;
mod numbered;
mod paired;
mod routine;
mod storport;
mod wdm;

pub use callback::{CALLBACKS, Callback, Lock};
pub use finding::Finding;
pub use level::{Irql, Limit};
pub use routine::{Verdict, judge};

use crate::image::Library;

/// The kind of miniport: by it the documentation decides what else of the kernel a miniport may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A driver of a device: all that it needs comes from Storport.
    Physical,
    /// A driver without a device, which may call the kernel as other drivers do.
    Virtual,
}

impl Kind {
    pub(crate) fn of(is_virtual: bool) -> Self {
        if is_virtual {
            Self::Virtual
        } else {
            Self::Physical
        }
    }
}

/// Which drivers' rules an image is judged by. Its imports say it, and nothing else does: no header of the file is different, and the
/// metadata of a package (`driver-type = "WDM"`) is the same for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// It registers with Storport, or has no devices of its own.
    Miniport,
    /// It makes devices or puts them on a stack, and does not register with Storport.
    Wdm,
}

impl Model {
    /// What a driver with these imports is.
    pub fn of(libraries: &[Library]) -> Self {
        let imports = |library: &str, is_it: fn(&str) -> bool| {
            libraries
                .iter()
                .filter(|found| found.is(library))
                .any(|found| found.routines.iter().any(|routine| is_it(routine)))
        };
        if !imports("storport.sys", |routine| routine == REGISTER)
            && imports("ntoskrnl.exe", wdm::is_for_devices)
        {
            Self::Wdm
        } else {
            Self::Miniport
        }
    }
}

/// How a miniport registers.
const REGISTER: &str = "StorPortInitialize";

/// Everything that is wrong with the imports.
pub fn imports(libraries: &[Library], kind: Kind) -> Vec<Finding> {
    match Model::of(libraries) {
        Model::Miniport => of_a_miniport(libraries, kind),
        Model::Wdm => of_a_wdm_driver(libraries, kind),
    }
}

fn of_a_miniport(libraries: &[Library], kind: Kind) -> Vec<Finding> {
    let mut findings = Vec::new();
    for library in libraries {
        let routines = library.routines.iter();
        if library.is("storport.sys") {
            findings.extend(routines.filter_map(|routine| storport::check(routine)));
        } else if library.is("ntoskrnl.exe") {
            findings.extend(routines.filter_map(|routine| kernel::check(routine, kind)));
        } else {
            findings.push(library::refuse(library, Model::Miniport));
        }
    }
    let registers = libraries.iter().any(|library| {
        library.is("storport.sys") && library.routines.iter().any(|name| name == REGISTER)
    });
    if !registers {
        findings.push(
            Finding::new(
                "it is no Storport miniport: it does not import StorPortInitialize from storport.sys; \
                 and no WDM driver: it imports no routine that makes or attaches a device from ntoskrnl.exe",
            )
            .help("every miniport registers in DriverEntry; the macro `driver_entry!` does it, and `wdm_driver_entry!` for a WDM driver"),
        );
    }
    findings
}

fn of_a_wdm_driver(libraries: &[Library], kind: Kind) -> Vec<Finding> {
    let mut findings = Vec::new();
    for library in libraries {
        if library.is("storport.sys") {
            findings.push(wdm::storport(&library.routines));
        } else if library.is("ntoskrnl.exe") || library.is("hal.dll") {
            let routines = library.routines.iter();
            findings.extend(routines.filter_map(|routine| wdm::check(routine, &library.name)));
        } else {
            findings.push(library::refuse(library, Model::Wdm));
        }
    }
    if kind == Kind::Virtual {
        findings.push(
            Finding::new("it is a WDM driver, and no virtual miniport").help(
                "leave out --virtual, or register with StorPortInitialize, as `driver_entry!` does",
            ),
        );
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(name: &str, routines: &[&str]) -> Library {
        Library {
            name: name.into(),
            routines: routines.iter().map(ToString::to_string).collect(),
        }
    }

    /// The findings for a driver that imports `StorPortInitialize` and this.
    fn with(name: &str, routine: &str, kind: Kind) -> Vec<Finding> {
        let libraries = [
            library("storport.sys", &["StorPortInitialize"]),
            library(name, &[routine]),
        ];
        imports(&libraries, kind)
    }

    #[test]
    fn a_good_driver_breaks_nothing() {
        let good = [
            library(
                "STORPORT.SYS",
                &["StorPortInitialize", "StorPortNotification"],
            ),
            library("ntoskrnl.exe", &["KeBugCheckEx", "memcpy", "__chkstk"]),
        ];
        assert_eq!(imports(&good, Kind::Physical), []);
        assert_eq!(imports(&good, Kind::Virtual), []);
    }

    #[test]
    fn each_rule_is_named_when_it_is_broken() {
        for (library, routine, rule) in [
            (
                "storport.sys",
                "StorPortCompleteRequest",
                "StorPortCompleteRequest, StorPortDDIsPortOnly",
            ),
            (
                "storport.sys",
                "StorPortValidateRange",
                "StorPortDeprecated",
            ),
            ("storport.sys", "StorPortLogError", "StorPortDeprecated"),
            (
                "ntoskrnl.exe",
                "ExAllocatePoolWithTag",
                "HwStorPortProhibitedDDIs",
            ),
            (
                "ntoskrnl.exe",
                "KeGetCurrentIrql",
                "HwStorPortProhibitedDDIs",
            ),
            (
                "ntoskrnl.exe",
                "IoAcquireCancelSpinLock",
                "HwStorPortProhibitedDDIs, CancelSpinLock",
            ),
            (
                "ntoskrnl.exe",
                "KeAcquireInStackQueuedSpinLock",
                "HwStorPortProhibitedDDIs, QueuedSpinLock, QueuedSpinLockRelease",
            ),
            (
                "ntoskrnl.exe",
                "KeAcquireSpinLockRaiseToDpc",
                "HwStorPortProhibitedDDIs, SpinLock, SpinLockRelease, SpinLockSafe",
            ),
            (
                "ntoskrnl.exe",
                "KeReleaseSpinLockFromDpcLevel",
                "HwStorPortProhibitedDDIs, SpinLockDpc",
            ),
            (
                "ntoskrnl.exe",
                "KeSetEvent",
                "HwStorPortProhibitedDDIs, DoubleKeSetEvent",
            ),
            (
                "ntoskrnl.exe",
                "IoFreeIrp",
                "HwStorPortProhibitedDDIs, IoFreeIrp",
            ),
            (
                "ntoskrnl.exe",
                "ZwCreateKey",
                "HwStorPortProhibitedDDIs, ZwRegistryCreate",
            ),
            (
                "ntoskrnl.exe",
                "ZwOpenKey",
                "HwStorPortProhibitedDDIs, ZwRegistryOpen",
            ),
        ] {
            let findings = with(library, routine, Kind::Physical);
            let [finding] = findings.as_slice() else {
                panic!("{routine}: {findings:?}")
            };
            assert!(finding.fatal, "{finding}");
            assert_eq!(finding.rules.join(", "), rule);
            assert!(finding.to_string().contains(routine), "{finding}");
        }
    }

    #[test]
    fn a_virtual_miniport_may_call_the_kernel_and_is_warned_of_pairs() {
        for routine in ["ExAllocatePool2", "KeGetCurrentIrql"] {
            assert_eq!(with("ntoskrnl.exe", routine, Kind::Virtual), []);
        }
        let [finding] = with("ntoskrnl.exe", "KeSetEvent", Kind::Virtual)
            .try_into()
            .unwrap();
        assert!(!finding.fatal);
        assert_eq!(finding.rules, ["DoubleKeSetEvent"]);
        assert!(with("storport.sys", "StorPortLogError", Kind::Virtual)[0].fatal);
    }

    #[test]
    fn what_is_not_exported_is_explained() {
        let inline = &with("storport.sys", "StorPortIssueDpc", Kind::Physical)[0];
        assert!(inline.to_string().contains("inline"), "{inline}");
        let number = &with("ntoskrnl.exe", "#7", Kind::Virtual)[0];
        assert!(number.to_string().contains("by number"), "{number}");
    }

    #[test]
    fn foreign_libraries_are_refused_with_their_cause() {
        for (library, cause) in [
            ("VCRUNTIME140.dll", "C runtime"),
            ("api-ms-win-crt-heap-l1-1-0.dll", "C runtime"),
            ("KERNEL32.dll", "user mode"),
            ("hal.dll", "ntoskrnl.exe"),
            ("scsiport.sys", "SCSI port"),
            ("thing.dll", "storport.sys and ntoskrnl.exe"),
        ] {
            let text = with(library, "thing", Kind::Virtual)[0].to_string();
            assert!(
                text.contains(cause) && text.contains("thing"),
                "{library}: {text}"
            );
        }
    }

    /// The findings for a driver that imports `IoCreateDevice` and this.
    fn wdm_with(name: &str, routine: &str) -> Vec<Finding> {
        let libraries = [
            library("ntoskrnl.exe", &["IoCreateDevice"]),
            library(name, &[routine]),
        ];
        assert_eq!(Model::of(&libraries), Model::Wdm);
        imports(&libraries, Kind::Physical)
    }

    #[test]
    fn a_wdm_driver_may_call_what_a_miniport_may_not() {
        for (name, routine) in [
            ("ntoskrnl.exe", "IofCompleteRequest"),
            ("NTOSKRNL.EXE", "KeGetCurrentIrql"),
            ("ntoskrnl.exe", "ExAllocatePool2"),
            ("ntoskrnl.exe", "KeSetEvent"),
            ("hal.dll", "KeStallExecutionProcessor"),
        ] {
            assert_eq!(wdm_with(name, routine), [], "{routine}");
            assert!(with(name, routine, Kind::Physical)[0].fatal, "{routine}");
        }
    }

    #[test]
    fn a_wdm_driver_has_rules_of_its_own() {
        for (name, routine, fatal, rule, text) in [
            ("ntoskrnl.exe", "#7", true, "", "by number"),
            ("hal.dll", "#7", true, "", "#7 from hal.dll by number"),
            (
                "ntoskrnl.exe",
                "ExAllocatePoolWithTag",
                true,
                "UnSafeAllocatePool",
                "ExAllocatePool2",
            ),
            (
                "ntoskrnl.exe",
                "FsRtlPrivateLock",
                true,
                "ObsoleteDDIs",
                "FsRtlFastLock",
            ),
            (
                "ntoskrnl.exe",
                "KeReleaseSpinLockFromDpcLevel",
                false,
                "SpinLockDpc",
                "Locked<DeviceLock",
            ),
            (
                "ntoskrnl.exe",
                "ZwOpenKey",
                false,
                "ZwRegistryOpen",
                "pair up",
            ),
            ("ucrtbase.dll", "malloc", true, "", "C runtime"),
            ("kernel32.dll", "Sleep", true, "", "user mode"),
            (
                "wmilib.sys",
                "WmiSystemControl",
                false,
                "",
                "only where this library is",
            ),
        ] {
            let findings = wdm_with(name, routine);
            let [finding] = findings.as_slice() else {
                panic!("{routine}: {findings:?}")
            };
            assert_eq!(finding.fatal, fatal, "{finding}");
            assert_eq!(finding.rules.join(", "), rule);
            assert!(finding.to_string().contains(text), "{finding}");
        }
    }

    #[test]
    fn neither_kind_has_the_others_devices() {
        let [finding] = wdm_with("storport.sys", "StorPortNotification")
            .try_into()
            .unwrap();
        let text = finding.to_string();
        assert!(
            finding.fatal && text.contains("is a WDM driver") && text.contains("driver_entry!")
        );
        for (routine, why) in [
            ("IoStartPacket", "HW_STARTIO"),
            ("IoConnectInterruptEx", "HW_INTERRUPT"),
            (
                "IoAttachDeviceToDeviceStackSafe",
                "does not import storport.sys",
            ),
            ("PoRequestPowerIrp", "HW_ADAPTER_CONTROL"),
        ] {
            for kind in [Kind::Physical, Kind::Virtual] {
                let [finding] = with("ntoskrnl.exe", routine, kind).try_into().unwrap();
                assert!(
                    finding.fatal && finding.to_string().contains(why),
                    "{finding}"
                );
            }
        }
    }

    #[test]
    fn a_wdm_driver_is_no_virtual_miniport() {
        let libraries = [library("ntoskrnl.exe", &["IoCreateDevice"])];
        let [finding] = imports(&libraries, Kind::Virtual).try_into().unwrap();
        assert!(finding.fatal && finding.to_string().contains("--virtual"));
    }

    #[test]
    fn a_driver_that_does_not_register_is_no_miniport() {
        assert!(
            imports(&[], Kind::Physical)[0]
                .to_string()
                .contains("StorPortInitialize")
        );
    }
}
