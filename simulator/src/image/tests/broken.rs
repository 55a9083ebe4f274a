//! Broken images are errors that say what is broken.

use super::made::{self, Made};
use crate::image::Found;
use crate::image::map::MappedImage;

/// What is said of an image, a flaw a line.
fn said(file: &Made) -> Vec<String> {
    match MappedImage::new(&file.0, &|_, _| Found::At(1), 1) {
        Ok(_) => Vec::new(),
        Err(flaws) => flaws.iter().map(ToString::to_string).collect(),
    }
}

#[track_caller]
fn assert_said(break_it: impl FnOnce(&mut Made), expected: &[&str]) {
    let mut file = made::driver();
    assert_eq!(said(&file), [""; 0], "whole before");
    break_it(&mut file);
    assert_eq!(said(&file), expected);
}

#[test]
fn a_file_that_is_no_image() {
    for (length, expected) in [
        (0, "no MZ header"),
        (0x40, "no PE header where the MZ header says"),
        (0x90, "the file ends in its headers"),
        (0x100, "the optional header is not that of a 64-bit image"),
        (0x1C0, "the file ends in its section headers"),
    ] {
        let expected = format!("it is no portable executable: {expected}");
        assert_said(|file| file.0.truncate(length), &[&expected]);
    }
}

#[test]
fn the_wrong_machine_and_the_wrong_subsystem() {
    assert_said(
        |file| {
            file.short(made::MACHINE, 0xAA64);
        },
        &["it is for ARM64 (machine 0xaa64), and x64 (0x8664) is simulated"],
    );
    assert_said(
        |file| {
            file.short(made::MACHINE, 0x14C);
        },
        &["it is for 32-bit x86 (machine 0x014c), and x64 (0x8664) is simulated"],
    );
    assert_said(
        |file| {
            file.short(made::SUBSYSTEM, 3);
        },
        &[
            "it is a user-mode console program (subsystem 3); a driver has the subsystem NATIVE (1): link it with /SUBSYSTEM:NATIVE",
        ],
    );
}

#[test]
fn several_fields_of_a_header() {
    assert_said(
        |file| {
            file.short(made::SUBSYSTEM, 99)
                .short(made::CHARACTERISTICS, 1)
                .long(made::ALIGNMENT, 0x20)
                .long(made::IMAGE_SIZE, 0x4000_0000)
                .long(made::HEADERS_SIZE, 0x2000)
                .long(made::ENTRY, 0);
        },
        &[
            "it is something unknown (subsystem 99); a driver has the subsystem NATIVE (1): link it with /SUBSYSTEM:NATIVE",
            "Characteristics is 0x1: it was not linked to its end (IMAGE_FILE_EXECUTABLE_IMAGE is not set)",
            "Characteristics is 0x1: it has no relocations, and a driver is loaded anywhere: link it with /DYNAMICBASE",
            "SectionAlignment is 0x20: sections share pages, which cannot have the protections of both",
            "SizeOfImage is 0x40000000: it has to be more than 0 and less than 64 MiB here",
            "SizeOfHeaders is 0x2000: the headers are longer than the file or the image",
            "AddressOfEntryPoint is 0x0: it has no DriverEntry",
        ],
    );
}

#[test]
fn sections_that_lie_where_they_cannot() {
    let section = |index: usize, field: usize| made::SECTIONS + 40 * index + field;
    for (field, value, expected) in [
        (12, 0x2010, "section .data: it begins within a page"),
        (12, 0x1000, "section .data: it overlaps what lies before it"),
        (12, 0xFFFF_F000, "section .data: it ends behind the image"),
        (8, u32::MAX, "section .data: it ends behind the image"),
        (20, 0x900, "section .data: the file ends before it"),
        (20, u32::MAX, "section .data: the file ends before it"),
    ] {
        assert_said(
            |file| {
                file.long(section(1, field), value);
            },
            &[expected],
        );
    }
    assert_said(
        |file| {
            file.long(section(0, 12), 0).long(section(2, 12), 0x2000);
        },
        &[
            "section .text: it overlaps what lies before it",
            "section .reloc: it overlaps what lies before it",
        ],
    );
    assert_said(
        |file| {
            file.long(made::ENTRY, 0x2000);
        },
        &["AddressOfEntryPoint is 0x2000: no instructions are there"],
    );
}

#[test]
fn tables_that_are_broken() {
    let beside = "an address to move does not lie in the image";
    for (at, value, expected) in [
        (
            made::RELOCATIONS,
            0x3FFF,
            "the relocation table at 0x3fff: it does not lie in the image",
        ),
        (
            made::RELOCATIONS + 4,
            u32::MAX,
            "the relocation table at 0x3000: it does not lie in the image",
        ),
        (
            made::RELOC + 4,
            0,
            "the relocation table at 0x3000: a block has an impossible length",
        ),
        (
            made::RELOC + 4,
            14,
            "the relocation table at 0x3000: a block has an impossible length",
        ),
        (
            made::RELOC,
            u32::MAX,
            &format!("the relocation table at 0x3000: {beside}"),
        ),
        (
            made::RELOC,
            0x4000,
            &format!("the relocation table at 0x3000: {beside}"),
        ),
        (
            made::RELOC + 8,
            0x3000,
            "the relocation table at 0x3000: a kind of relocation that x64 does not have",
        ),
        (
            made::CONFIGURATION,
            u32::MAX,
            "the load configuration at 0xffffffff: it does not lie in the image",
        ),
        (
            Made::data(made::LOAD_CONFIGURATION + 88 + 4),
            0,
            "the load configuration at 0x2320: the security cookie does not lie in the image",
        ),
        (
            made::IMPORTS,
            u32::MAX,
            "the import table at 0xffffffff: it does not lie in the image, or a name in it is none",
        ),
        (
            Made::data(made::DESCRIPTORS + 16),
            u32::MAX - 3,
            "the import table at 0xfffffffc: it does not lie in the image, or a name in it is none",
        ),
        (
            Made::data(made::NAMES),
            0x7FFF_FFFF,
            "the import table at 0x2100: it does not lie in the image, or a name in it is none",
        ),
    ] {
        assert_said(
            |file| {
                file.long(at, value);
            },
            &[expected],
        );
    }
}

#[test]
fn more_imports_than_a_driver_has() {
    assert_said(
        |file| {
            let start = file.0.len();
            file.0.resize(start + 0x9000, 0);
            let section = |index: usize, field: usize| made::SECTIONS + 40 * index + field;
            file.long(section(1, 8), 0x9000)
                .long(section(1, 16), 0x9000)
                .long(section(1, 20), start as u32)
                .long(section(2, 12), 0xB000)
                .long(made::IMAGE_SIZE, 0xC000);
            file.quad(made::RELOCATIONS, 0).quad(made::CONFIGURATION, 0);
            file.long(start, 0x2100)
                .long(start + 12, 0x2080)
                .long(start + 16, 0x2100);
            file.put(start + 0x80, b"hal.dll")
                .put(start + 0x92, b"Again");
            for index in 0..4097 {
                file.quad(start + 0x100 + 8 * index, 0x2090);
            }
        },
        &["the import table at 0xa100: it has no end"],
    );
}
