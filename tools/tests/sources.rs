//! `cargo miniport expand` and `header`, on a driver in several files and on one of the examples.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a command on a manifest below this folder.
fn run(command: &str, manifest: &str, argument: Option<&str>) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
        .args(["miniport", command, "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(manifest))
        .args(argument)
        .output()
        .unwrap();
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output, String::from_utf8(text).unwrap())
}

const SOURCES: &str = "tests/sources/Cargo.toml";

/// The words of a line, with N for a size that is plausible.
fn words(line: &str) -> Vec<&str> {
    line.split_whitespace()
        .map(|word| match word.parse() {
            Ok(10..200_u32) => "N",
            _ => word,
        })
        .collect()
}

#[test]
fn every_item_is_listed_with_its_size() {
    let (output, text) = run("expand", SOURCES, None);
    assert!(output.status.success(), "{text}");
    let expected = [
        "test_sources::inner::below::isr #[hw_interrupt(fast)] 1 error inner/below.rs:2",
        "test_sources::inner::complete #[hw_dpc] N lines inner/mod.rs:4",
        "test_sources::inline::deep::rescan #[hw_workitem] N lines inline/deep.rs:2",
        "test_sources::inline::complete #[mp::hw_dpc] N lines lib.rs:9",
        "test_sources::named::control #[driver_dispatch] N lines another name.rs:2",
        "test_sources::Adapter #[derive(DeviceExtension)] N lines lib.rs:20",
    ];
    let lines: Vec<_> = text.lines().map(words).collect();
    assert_eq!(lines, expected.map(words), "{text}");
}

#[test]
fn an_expansion_stands_below_what_windows_says() {
    let (output, text) = run("expand", SOURCES, Some("inline::complete"));
    assert!(output.status.success(), "{text}");
    let head = "// test_sources::inline::complete: lib.rs:9
// #[mp::hw_dpc]
// VOID HW_DPC_ROUTINE(PSTOR_DPC Dpc, PVOID HwDeviceExtension, PVOID SystemArgument1, PVOID SystemArgument2)
// IRQL: DISPATCH_LEVEL
// locks held: none

#[inline(always)]
";
    assert!(text.starts_with(head), "{text}");
    // The manifest says what the runtime is called here.
    assert!(text.contains("pub extern crate mp as m;"), "{text}");
    assert!(
        text.contains(
            "unsafe impl __complete::m::role::hw_dpc::Function<crate::Adapter> for complete"
        ),
        "{text}"
    );
}

#[test]
fn a_derive_is_expanded() {
    let (output, text) = run("expand", SOURCES, Some("Adapter"));
    assert!(output.status.success(), "{text}");
    assert!(
        text.starts_with("// test_sources::Adapter: lib.rs:20\n// #[derive(DeviceExtension)]\n\n"),
        "{text}"
    );
    assert!(text.contains("DeviceExtension for Adapter"), "{text}");
}

#[test]
fn what_is_refused_is_said_where_it_stands() {
    let (output, text) = run("expand", SOURCES, Some("isr"));
    assert_eq!(output.status.code(), Some(1));
    let expected = "error: `#[hw_interrupt]` takes no arguments
       write `#[hw_interrupt]`
 --> inner/below.rs:1:16
  |
1 | #[hw_interrupt(fast)]
  |                ^^^^

error: `#[hw_interrupt(fast)]` refuses `test_sources::inner::below::isr`
";
    assert_eq!(text, expected);
}

#[test]
fn an_unknown_or_ambiguous_item_is_said() {
    for (item, expected) in [
        ("completed", "error: no item `completed` has an attribute"),
        (
            "complete",
            "write the path of one:\n        test_sources::inner::complete\n        test_sources::inline::complete",
        ),
    ] {
        let (output, text) = run("expand", SOURCES, Some(item));
        assert_eq!(output.status.code(), Some(1));
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn the_examples_expand() {
    for (manifest, item) in [
        ("../examples/nvme/Cargo.toml", "nvme::interrupt::complete"),
        ("../examples/ramdisk/Cargo.toml", "Adapter"),
        ("../examples/edu/Cargo.toml", "read"),
    ] {
        let (output, text) = run("expand", manifest, Some(item));
        assert!(output.status.success(), "{text}");
        assert!(text.contains("extern crate miniport as "), "{text}");
    }
}

#[test]
fn a_header_declares_each_callback_by_role_type() {
    let (output, text) = run("header", SOURCES, None);
    assert!(output.status.success(), "{text}");
    let declarations: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("; /*") || line.starts_with("#include"))
        .collect();
    assert_eq!(
        declarations,
        [
            "#include <storport.h>",
            "#include <wdm.h>",
            "sp_DRIVER_INITIALIZE DriverEntry; /* driver_entry! */",
            "HW_INTERRUPT isr; /* inner/below.rs:2 */",
            "HW_DPC_ROUTINE complete; /* inner/mod.rs:4 */",
            "HW_WORKITEM rescan; /* inline/deep.rs:2 */",
            "HW_DPC_ROUTINE complete; /* lib.rs:9 */",
            "_Dispatch_type_(IRP_MJ_INTERNAL_DEVICE_CONTROL) DRIVER_DISPATCH control; /* another name.rs:2 */",
        ]
    );
}

/// What the README shows of a command is what the command says, line for line; `…` stands for lines that are left out.
#[test]
fn the_readme_shows_real_output() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = std::fs::read_to_string(workspace.join("README.md")).unwrap();
    for command in ["expand -p nvme complete", "header edu"] {
        let (_, shown) = readme
            .split_once(&format!("```text\n$ cargo miniport {command}\n"))
            .unwrap_or_else(|| panic!("`{command}` is not in the README"));
        let (shown, _) = shown.split_once("```").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
            .arg("miniport")
            .args(command.split(' '))
            .current_dir(&workspace)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        for piece in shown.split("…\n").filter(|piece| !piece.is_empty()) {
            assert!(said.contains(piece), "{command} does not say:\n{piece}");
        }
    }
}
