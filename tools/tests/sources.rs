//! `cargo miniport expand` and `header`, on a driver in several files and on one of the examples.

use std::path::Path;
use std::process::{Command, Output};

/// A driver with these sources, each with its place; its manifest.
fn crate_of(name: &str, sources: &[(&str, &str)]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let manifest = "[workspace]\n[package]\nname = \"made\"\nedition = \"2024\"\n\
                    [lib]\npath = \"lib.rs\"\ncrate-type = [\"cdylib\"]\n\
                    [dependencies]\nminiport = \"0.1.0\"\n";
    for (place, text) in sources.iter().chain(&[("Cargo.toml", manifest)]) {
        let file = folder.join(place);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    folder.join("Cargo.toml").to_str().unwrap().to_owned()
}

/// A handler with this name and this attribute.
fn handler(attribute: &str, name: &str) -> String {
    let (context, device) = match attribute {
        "hw_dpc" => ("Deferred", "Adapter"),
        "io_workitem" => ("Passive", "Device"),
        _ => ("Deferred", "Device"),
    };
    format!("#[{attribute}]\nfn {name}(_: &{device}, _: &mut {context}<'_, {device}>) {{}}\n")
}

/// The lines of a header that declare or say something of a callback.
fn declarations(text: &str) -> Vec<&str> {
    let about = |line: &&str| {
        line.contains("; /*") || line.starts_with("/* not ") || line.starts_with("#include")
    };
    text.lines().filter(about).collect()
}

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
    assert_eq!(
        declarations(&text),
        [
            "#include <storport.h>",
            "#include <wdm.h>",
            "sp_DRIVER_INITIALIZE DriverEntry; /* driver_entry! */",
            "/* not declared: `#[hw_interrupt(fast)]` refuses `isr`, inner/below.rs:2 */",
            "HW_DPC_ROUTINE complete; /* inner/mod.rs:4 */",
            "HW_WORKITEM rescan; /* inline/deep.rs:2 */",
            "HW_DPC_ROUTINE inline_complete; /* lib.rs:9, test_sources::inline::complete */",
            "_Dispatch_type_(IRP_MJ_INTERNAL_DEVICE_CONTROL) DRIVER_DISPATCH control; /* another name.rs:2 */",
        ]
    );
}

#[test]
fn no_two_declarations_of_a_header_have_one_name_and_none_is_a_word_of_c() {
    let root = [
        "mod a { mod b; }\nmod a_b;\n".to_owned(),
        handler("kdeferred", "register"),
        handler("kdeferred", "r#while"),
        handler("kdeferred", "DriverEntry"),
        handler("kdeferred", "generic<T>"),
        "#[cfg(windows)]\n".to_owned() + &handler("kdeferred", "both"),
        "#[cfg(not(windows))]\n".to_owned() + &handler("kdeferred", "both"),
        "#[cfg_attr(all(), doc = \"x\", kdeferred)]\n".to_owned()
            + &handler("allow(dead_code)", "sometimes"),
        handler("io_workitem", "add"),
        "wdm_driver_entry! { }\n".to_owned(),
    ]
    .concat();
    let (first, second) = (handler("kdeferred", "add"), handler("hw_dpc", "add"));
    let manifest = crate_of(
        "names",
        &[("lib.rs", &root), ("a/b.rs", &first), ("a_b.rs", &second)],
    );
    let (output, text) = run("header", &manifest, None);
    assert!(output.status.success(), "{text}");
    assert_eq!(
        declarations(&text),
        [
            "#include <wdm.h>",
            "#include <storport.h>",
            "DRIVER_INITIALIZE DriverEntry; /* wdm_driver_entry! */",
            "KDEFERRED_ROUTINE add; /* a/b.rs:2 */",
            "HW_DPC_ROUTINE a_b_add; /* a_b.rs:2, made::a_b::add */",
            "KDEFERRED_ROUTINE register_1; /* lib.rs:4, made::register */",
            "KDEFERRED_ROUTINE while_1; /* lib.rs:6, made::while */",
            "KDEFERRED_ROUTINE DriverEntry_1; /* lib.rs:8, made::DriverEntry */",
            "/* not declared: `#[kdeferred]` refuses `generic`, lib.rs:10 */",
            "KDEFERRED_ROUTINE both; /* lib.rs:13, #[cfg(windows)] */",
            "KDEFERRED_ROUTINE both; /* lib.rs:16, #[cfg(not(windows))] */",
            "KDEFERRED_ROUTINE sometimes; /* lib.rs:19, #[cfg_attr(all(), doc = \"x\", kdeferred)] */",
            "IO_WORKITEM_ROUTINE add_1; /* lib.rs:21, made::add */",
        ]
    );
    let (output, text) = run("expand", &manifest, Some("while"));
    assert!(output.status.success(), "{text}");
    assert!(text.contains("fn r#while"), "{text}");
}

#[test]
fn callbacks_of_included_files_are_seen_and_macros_that_may_write_some_are_named() {
    let root = "
include!(\"inner/included.rs\");
use miniport::{hw_dpc as dpc, hw_timer as _};
macro_rules! make { ($name:ident) => { again!($name); } }
macro_rules! again { ($name:ident) => { #[io_workitem] fn $name(_: &Device, _: &mut Passive<'_, Device>) {} } }
macro_rules! harmless { ($name:ident) => { #[derive(Debug)] struct $name; } }
macro_rules! attributed { ($attribute:ident) => { #[$attribute] fn f() {} } }
harmless!(A);
make!(made);
fn outer() { again!(inner); println!(\"{hw_dpc}\"); }
attributed!(hw_timer);
elsewhere::from_another_crate! { }
#[cfg(test)] mod tests { proptest! { } }
include!(concat!(env!(\"OUT_DIR\"), \"/generated.rs\"));
driver_entry! { }
";
    let manifest = crate_of(
        "unseen",
        &[
            ("lib.rs", root),
            ("inner/included.rs", "mod below;\n"),
            ("inner/below.rs", &handler("hw_dpc", "finish")),
        ],
    );
    let expected = [
        "`hw_dpc` by the name `dpc` (lib.rs:3)",
        "`make!` (lib.rs:9)",
        "`again!` (lib.rs:10)",
        "`attributed!` (lib.rs:11)",
        "`from_another_crate!` (lib.rs:12)",
        "`include!` (lib.rs:14)",
    ];
    let (output, text) = run("header", &manifest, None);
    assert!(output.status.success(), "{text}");
    let mut lines = vec![
        "#include <storport.h>".to_owned(),
        "sp_DRIVER_INITIALIZE DriverEntry; /* driver_entry! */".to_owned(),
        "HW_DPC_ROUTINE finish; /* inner/below.rs:2 */".to_owned(),
    ];
    lines.extend(expected.map(|what| format!("/* not looked into: {what} */")));
    assert_eq!(declarations(&text), lines);
    let (_, text) = run("expand", &manifest, None);
    let (_, error) = run("expand", &manifest, Some("made"));
    for what in expected {
        assert!(text.contains(&format!("not looked into: {what}")), "{text}");
        assert!(
            error.contains(&format!("not looked into: {what}")),
            "{error}"
        );
    }
    let (_, error) = run("expand", &manifest, Some("finsh"));
    assert!(error.contains("did you mean `finish`?"), "{error}");
}

#[test]
fn the_file_of_a_module_is_the_compilers() {
    let root = "
#[cfg_attr(windows, path = \"win.rs\")]
#[cfg_attr(not(windows), path = \"nix.rs\")]
mod os;
#[path = \"other\"]
mod inline {
    #[path = \"named.rs\"]
    mod file;
}
#[cfg(any())]
mod gone { mod without_a_file; }
";
    let [win, nix, named] = ["win", "nix", "named"].map(|name| handler("hw_dpc", name));
    let manifest = crate_of(
        "modules",
        &[
            ("lib.rs", root),
            ("win.rs", &win),
            ("nix.rs", &nix),
            ("other/named.rs", &named),
        ],
    );
    let (output, text) = run("expand", &manifest, None);
    assert!(output.status.success(), "{text}");
    let paths: Vec<_> = text.lines().map(|line| words(line)[0]).collect();
    let expected = ["os::win", "os::nix", "inline::file::named"];
    assert_eq!(paths, expected.map(|path| format!("made::{path}")));
    for (name, root, expected) in [
        (
            "nofile",
            "\nmod nofile;",
            "the module has no file: nofile.rs, nofile/mod.rs\n --> lib.rs:2:5",
        ),
        (
            "circle",
            "#[path = \"lib.rs\"]\nmod again;",
            "lib.rs contains itself\n --> lib.rs:2:5",
        ),
        (
            "included",
            "\ninclude!(\"lib.rs\");",
            "lib.rs contains itself\n --> lib.rs:2:10",
        ),
        (
            "absent",
            "include!(\"absent.rs\");",
            "there is no absent.rs",
        ),
    ] {
        let (output, text) = run("header", &crate_of(name, &[("lib.rs", root)]), None);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn the_package_of_a_header_is_named_as_for_the_other_commands() {
    for arguments in [&["edu"][..], &["-p", "edu"], &["--package", "edu"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
            .args(["miniport", "header"])
            .args(arguments)
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    for command in ["header", "expand"] {
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
            .args(["miniport", command, "--manifest-path"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(SOURCES))
            .stdout(writer.try_clone().unwrap())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
        .args(["miniport", "inspect", "nowhere.sys"])
        .stderr(writer)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
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
