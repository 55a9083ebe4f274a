//! The checks of a driver image: first what the Windows loader demands, then the imports.

use object::pe;

use super::form;
use crate::Target;
use crate::image::Image;
use crate::rules::{self, Finding, Kind};

/// The size of a page, below which sections share pages and cannot be protected one by one.
const PAGE: u32 = 0x1000;

/// What the inspected driver should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The machine that it is for; `None`: either.
    pub target: Option<Target>,
    /// The kind of miniport.
    pub kind: Kind,
    /// This tool has built it: what Windows does not demand, but the tool gives every driver, must be there.
    pub built_here: bool,
}

/// Everything that is wrong with the image.
pub fn check(image: &Image, expected: &Expected) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(machine(image, expected.target));
    findings.extend(headers(image));
    findings.extend(memory(image));
    let form = form::findings(image).into_iter();
    findings.extend(form.map(|finding| {
        if expected.built_here {
            finding
        } else {
            finding.warning()
        }
    }));
    findings.extend(rules::imports(&image.imports, expected.kind));
    findings
}

fn machine(image: &Image, expected: Option<Target>) -> Option<Finding> {
    match (Target::from_machine(image.machine), expected) {
        (Some(found), Some(wanted)) if found != wanted => Some(Finding::new(format!(
            "it is for {}, not for {}",
            found.name(),
            wanted.name()
        ))),
        (None, _) => Some(Finding::new(format!(
            "it is for machine {:#06x}, neither x64 (0x8664) nor ARM64 (0xaa64)",
            image.machine.0
        ))),
        _ => None,
    }
}

fn headers(image: &Image) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !image
        .characteristics
        .contains(pe::IMAGE_FILE_EXECUTABLE_IMAGE)
    {
        findings.push(Finding::new("the linker marked it as not complete"));
    }
    if image.subsystem != pe::IMAGE_SUBSYSTEM_NATIVE {
        findings.push(
            Finding::new(format!(
                "its subsystem is {}, not native (1)",
                image.subsystem.0
            ))
            .help("link with /SUBSYSTEM:NATIVE, as `cargo miniport build` does"),
        );
    }
    let entry = image.sections.iter().find(|section| {
        section.executable
            && image
                .entry_point
                .checked_sub(section.address)
                .is_some_and(|offset| offset < section.size)
    });
    if image.entry_point == 0 {
        findings.push(Finding::new("it has no entry point").help("link with /ENTRY:DriverEntry"));
    } else if entry.is_none() {
        findings.push(Finding::new("its entry point is in no section with code"));
    }
    if image.stored_checksum != image.checksum {
        findings.push(
            Finding::new(format!(
                "its checksum is {:#x}, not {:#x}",
                image.stored_checksum, image.checksum
            ))
            .help("link with /RELEASE; a file that was changed after linking needs a new checksum"),
        );
    }
    findings
}

fn memory(image: &Image) -> Vec<Finding> {
    let mut findings = Vec::new();
    if image
        .characteristics
        .contains(pe::IMAGE_FILE_RELOCS_STRIPPED)
        || !image
            .dll_characteristics
            .contains(pe::IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE)
    {
        findings.push(Finding::new(
            "it cannot be relocated, and Windows loads drivers where it likes",
        ));
    }
    if image.section_alignment < PAGE {
        findings.push(Finding::new(format!(
            "its sections are aligned to {} bytes, less than a page",
            image.section_alignment
        )));
    }
    for section in &image.sections {
        if section.executable && section.writable {
            findings.push(Finding::new(format!(
                "its section {} is writable and executable, which memory integrity refuses",
                section.name
            )));
        }
    }
    if image.thread_local_storage {
        findings.push(Finding::new(
            "it has thread-local storage, which the kernel does not set up",
        ));
    }
    if image.delayed_imports {
        findings.push(Finding::new(
            "it has delay-loaded imports, which the kernel does not resolve",
        ));
    }
    findings
}
