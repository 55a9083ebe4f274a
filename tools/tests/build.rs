//! `cargo miniport build` on a small driver, for real: both machines, both profiles, and a driver for each broken rule.
//! All builds are one test, as they share a target folder, in which `core` is built once.
//!
//! Where the machine lacks a toolchain or a linker for Windows, the tests say so and pass.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cargo_miniport::Target;
use cargo_miniport::inspect::Image;
use cargo_miniport::linker::Linker;
use cargo_miniport::toolchain::Toolchain;

/// Whether this machine can build for both machines; says what is missing.
fn can_build() -> bool {
    for target in [Target::X64, Target::Arm64] {
        let found = Toolchain::find(target).and_then(|toolchain| Linker::find(target, &toolchain));
        if let Err(error) = found {
            let required = std::env::var_os("MINIPORT_REQUIRE_ALL").is_some();
            assert!(!required, "drivers cannot be built here: {error}");
            eprintln!("NOT TESTED, as drivers cannot be built here: {error}");
            return false;
        }
    }
    true
}

/// Runs the command on the test driver; its files go to a folder of this name.
fn build(folder: &str, arguments: &[&str]) -> (Output, String, PathBuf) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    let out = folder.join("out");
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
        .args(["miniport", "build", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/driver/Cargo.toml"))
        .arg("--out")
        .arg(&out)
        .args(arguments)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .unwrap();
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output, String::from_utf8_lossy(&text).into_owned(), out)
}

#[test]
fn a_good_driver_is_built_and_a_wrong_one_refused() {
    if !can_build() {
        return;
    }
    builds(&["--target", "both"], &[Target::X64, Target::Arm64]);
    builds(&["--target", "x64", "--debug"], &[Target::X64]);
    for target in ["x64", "arm64"] {
        let (output, text, _) = build("driver", &["--features", "wdm", "--target", target]);
        assert!(output.status.success(), "{text}");
        assert!(text.contains("driver       WDM"), "{text}");
    }
    for (feature, finding) in [
        ("deprecated", "rule StorPortDeprecated"),
        (
            "prohibited",
            "rules HwStorPortProhibitedDDIs, DoubleKeSetEvent",
        ),
        ("c_runtime", "puts from ucrtbase.dll"),
        ("undefined", "no_such_symbol"),
        ("system_queue", "Storport queues the requests of a miniport"),
        (
            "wdm,deprecated",
            "it is a WDM driver, with devices of its own, and imports StorPortLogError",
        ),
    ] {
        let (output, text, _) = build("driver", &["--features", feature]);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(finding), "{finding}: {text}");
    }
}

/// Builds the driver, and looks at the files of these machines.
fn builds(arguments: &[&str], targets: &[Target]) {
    let (output, text, out) = build("driver", arguments);
    assert!(output.status.success(), "{text}");
    for target in targets {
        let folder = out.join(target.name());
        let file = folder.join("test_driver.sys");
        let image = Image::parse(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(image.imports.len(), 2, "{text}");
        assert!(text.contains(&file.display().to_string()), "{text}");
        assert!(folder.join("test_driver.pdb").is_file(), "{text}");
    }
}

#[test]
fn an_unknown_package_is_said() {
    if !can_build() {
        return;
    }
    let (output, text, _) = build("unknown", &["-p", "elsewhere"]);
    assert_eq!(output.status.code(), Some(1));
    for part in ["no package `elsewhere`", "test-driver"] {
        assert!(text.contains(part), "{text}");
    }
}
