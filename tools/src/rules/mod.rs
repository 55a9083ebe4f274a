//! The rules that a driver's imports show: which libraries and routines a Storport miniport may import.
//!
//! The names of the rules are those of Static Driver Verifier, which checks the same in C source.

mod finding;
mod library;
mod storport;
mod wdm;

pub use finding::Finding;

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

/// Everything that is wrong with the imports.
pub fn imports(libraries: &[Library], kind: Kind) -> Vec<Finding> {
    let mut findings = Vec::new();
    for library in libraries {
        if library.is("storport.sys") {
            findings.extend(
                library
                    .routines
                    .iter()
                    .filter_map(|routine| storport::check(routine)),
            );
        } else if library.is("ntoskrnl.exe") {
            findings.extend(
                library
                    .routines
                    .iter()
                    .filter_map(|routine| wdm::check(routine, kind)),
            );
        } else {
            findings.push(library::refuse(library));
        }
    }
    let initialize = libraries.iter().any(|library| {
        library.is("storport.sys")
            && library
                .routines
                .iter()
                .any(|name| name == "StorPortInitialize")
    });
    if !initialize {
        findings.push(
            Finding::new("it is no Storport miniport: it does not import StorPortInitialize from storport.sys")
                .help("every miniport registers in DriverEntry; the macro `driver_entry!` does it"),
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
            library(
                "ntoskrnl.exe",
                &["KeBugCheckEx", "KeGetCurrentIrql", "memcpy", "__chkstk"],
            ),
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
        assert_eq!(with("ntoskrnl.exe", "ExAllocatePool2", Kind::Virtual), []);
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

    #[test]
    fn a_driver_that_does_not_register_is_no_miniport() {
        assert!(
            imports(&[], Kind::Physical)[0]
                .to_string()
                .contains("StorPortInitialize")
        );
    }
}
