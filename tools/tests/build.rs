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

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Runs the command on the test driver; its files go to a folder of this name.
fn build(folder: &str, arguments: &[&str]) -> (Output, String, PathBuf) {
    build_of("driver", folder, arguments)
}

/// The same for the driver in that folder of the tests.
fn build_of(driver: &str, folder: &str, arguments: &[&str]) -> (Output, String, PathBuf) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    let out = folder.join("out");
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
        .args(["miniport", "build", "--manifest-path"])
        .arg(tests().join(driver).join("Cargo.toml"))
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
    builds_equally();
    for target in ["x64", "arm64"] {
        let (output, text, _) = build("driver", &["--features", "wdm", "--target", target]);
        assert!(output.status.success(), "{text}");
        assert!(text.contains("driver       WDM"), "{text}");
    }
    for target in ["x64", "arm64"] {
        callbacks(target);
    }
    for (feature, finding) in [
        ("deprecated", "rule StorPortDeprecated"),
        (
            "prohibited",
            "rules HwStorPortProhibitedDDIs, DoubleKeSetEvent",
        ),
        ("c_runtime", "puts from ucrtbase.dll"),
        ("undefined", "no_such_symbol"),
        ("entryless", "help: the crate has no driver_entry!"),
        ("system_queue", "Storport queues the requests of a miniport"),
        (
            "wdm,deprecated",
            "it is a WDM driver, with devices of its own, and imports StorPortLogError",
        ),
    ] {
        let (output, text, _) = build("driver", &["--features", feature]);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(finding), "{finding}: {text}");
        let advice = "help: some code needs std or a C runtime";
        assert_eq!(text.contains(advice), feature == "undefined", "{text}");
    }
    let (output, text, _) = build("driver", &["--features", "nowhere"]);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(!text.contains("help: some code"), "{text}");
    a_folder_of_its_name_does_not_hide_a_package();
    let (output, text, _) = build_of("scripted", "driver", &[]);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("version is 6.0, not 10.0"), "{text}");
}

/// A workspace's package is in a folder of its name.
fn a_folder_of_its_name_does_not_hide_a_package() {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("folder-of-its-name");
    let package = workspace.join("test-driver");
    std::fs::create_dir_all(&package).unwrap();
    let manifest = std::fs::read_to_string(tests().join("driver/Cargo.toml")).unwrap();
    for (file, text) in [
        (
            workspace.join("Cargo.toml"),
            "[workspace]\nresolver = \"3\"\nmembers = [\"test-driver\"]\n",
        ),
        (
            package.join("Cargo.toml"),
            &manifest.replace("[workspace]", ""),
        ),
    ] {
        std::fs::write(file, text).unwrap();
    }
    std::fs::copy(tests().join("driver/lib.rs"), package.join("lib.rs")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
        .args(["miniport", "inspect", "test-driver"])
        .current_dir(workspace)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("driver/target"),
        )
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(text.contains("sp_DRIVER_INITIALIZE DriverEntry"), "{text}");
}

/// Builds the driver at two times: nothing of the time or the process is in the file, and the symbols are still the file's.
fn builds_equally() {
    let built = || {
        let (output, text, out) = build("driver", &[]);
        assert!(output.status.success(), "{text}");
        let linked = text.contains("Compiling test-driver");
        let [image, symbols] = ["sys", "pdb"]
            .map(|kind| std::fs::read(out.join("x64/test_driver").with_extension(kind)).unwrap());
        let guid = image.windows(4).position(|found| found == b"RSDS").unwrap() + 4;
        let guid = &image[guid..guid + 16];
        assert!(symbols.windows(16).any(|found| found == guid), "{guid:?}");
        (image, linked)
    };
    let (first, _) = built();
    let fingerprints = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("driver/target/x86_64-pc-windows-msvc/release/.fingerprint");
    for entry in std::fs::read_dir(fingerprints).unwrap() {
        let entry = entry.unwrap();
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with("test-driver-")
        {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    let (second, linked) = built();
    assert!(linked && first == second, "linked anew: {linked}");
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
        assert_eq!(image.system_version, (10, 0));
        assert_eq!(image.subsystem_version, (10, 0));
        assert_eq!(image.version, Some([0, 1, 0, 0]));
        assert_eq!(image.exports, ["DriverEntry"]);
        let guard = image.guard.unwrap();
        assert!(guard.is_complete() && guard.functions > 0, "{guard:?}");
        // Only x64 goes to the target by way of a routine.
        assert_eq!(guard.dispatch.is_some(), *target == Target::X64);
        assert!(text.contains(&file.display().to_string()), "{text}");
        assert!(folder.join("test_driver.pdb").is_file(), "{text}");
    }
}

/// Runs the command; the status, and both outputs.
fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
        .arg("miniport")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Looks at the callbacks of a driver that declares them as C does.
fn callbacks(target: &str) {
    let (output, text, out) = build(
        "driver",
        &[
            "--features",
            "callbacks",
            "--target",
            target,
            "--",
            "--config=profile.release.package.test-driver.debug=\"line-tables-only\"",
        ],
    );
    // The names that C gives them are exported, which is all that is wrong with the file.
    assert_eq!(output.status.code(), Some(1), "{text}");
    let exported = "it exports HwDpc, HwInterrupt, HwNobody, HwWork, which nobody imports";
    assert!(text.contains(exported), "{text}");
    assert_eq!(text.matches("\n- ").count(), 1, "{text}");
    let file = out.join(target).join("test_driver.sys");
    let file = file.to_str().unwrap();
    let roles = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/driver/roles.h");
    let picture = out.join("calls.svg");
    let (status, json, errors) = run(&[
        "inspect",
        file,
        "--roles",
        roles,
        "--format",
        "json",
        "--svg",
        picture.to_str().unwrap(),
    ]);
    assert_eq!(status, Some(1), "{errors}");
    let missing =
        "roles.h:5: no function HwOfAnotherDriver is in the image: the HW_TIMER is not judged";
    assert!(errors.contains(missing), "{errors}");
    let wrong = out.join("wrong.h");
    std::fs::write(&wrong, "HW_DPC_ROTINE HwDpc;\n").unwrap();
    let (status, _, refused) = run(&["inspect", file, "--roles", wrong.to_str().unwrap()]);
    assert_eq!(status, Some(1), "{refused}");
    let meant = "`HW_DPC_ROTINE` is no role type: did you mean `HW_DPC_ROUTINE`?";
    assert!(refused.contains(meant), "{refused}");
    for error in [
        "HwInterrupt (HW_INTERRUPT) reaches StorPortAllocatePool, by test_driver::callbacks::allocate: IRQL: it is allowed up to \
         DISPATCH_LEVEL, and HW_INTERRUPT runs at DIRQL",
        "HwWork (HW_WORKITEM) takes 4",
    ] {
        assert!(errors.contains(error), "{error}: {errors}");
    }
    assert_eq!(errors.matches("\n- ").count(), 2, "{errors}");
    found(&serde_json::from_str(&json).unwrap());
    let picture = std::fs::read_to_string(picture).unwrap();
    for part in ["HW_DPC_ROUTINE HwDpc", "StorPortRegistryRead", "</svg>"] {
        assert!(picture.contains(part), "{part}");
    }
    // Without the declarations nothing is known of them but that they are handed out.
    let (status, text, errors) = run(&["inspect", file]);
    assert_eq!(status, Some(0), "{errors}");
    assert!(text.contains("sp_DRIVER_INITIALIZE DriverEntry"), "{text}");
    assert!(
        text.contains("of unknown role: not judged\n    ") && text.contains("HwDpc"),
        "{text}"
    );
    let (status, code, errors) = run(&["asm", file, "callbacks::allocate"]);
    assert_eq!(status, Some(0), "{errors}");
    for part in [
        "callbacks.rs:",
        "; StorPortExtendedFunction",
        "unsafe { StorPortExtendedFunction(ALLOCATE_POOL",
    ] {
        assert!(code.contains(part), "{part}: {code}");
    }
    let (status, _, errors) = run(&["asm", file, "nothing"]);
    assert!(
        status == Some(1) && errors.contains("no function `nothing`"),
        "{errors}"
    );
}

/// What is to be known of the callbacks.
fn found(json: &serde_json::Value) {
    let callbacks = json[0]["callbacks"].as_array().unwrap();
    let of = |name: &str| {
        callbacks
            .iter()
            .find(|callback| callback["name"] == name)
            .unwrap()
    };
    let verdict = |name: &str, routine: &str| {
        let routines = of(name)["routines"].as_array().unwrap();
        let found = routines.iter().find(|found| found["name"] == routine);
        let found = found.unwrap_or_else(|| panic!("{name} does not reach {routine}: {json:#}"));
        found["verdict"].as_str().unwrap().to_owned()
    };
    for (name, routine, expected) in [
        ("HwInterrupt", "StorPortNotification(IssueDpc)", "allowed"),
        ("HwInterrupt", "StorPortAllocatePool", "forbidden"),
        (
            "HwDpc",
            "StorPortNotification(AcquireSpinLock, StartIoLock)",
            "allowed",
        ),
        ("HwWork", "StorPortRegistryRead", "allowed"),
    ] {
        assert_eq!(verdict(name, routine), expected, "{name} {routine}");
    }
    assert_eq!(of("HwDpc")["unknown"][0]["function"], "HwDpc");
    assert_eq!(of("HwDpc")["stack"]["exact"], false);
    let interrupt = &of("HwInterrupt")["stack"];
    assert_eq!(interrupt["exact"], true);
    assert!(
        (32..400).contains(&interrupt["bytes"].as_u64().unwrap()),
        "{interrupt}"
    );
    let work = &of("HwWork")["stack"]["bytes"];
    assert!((40_000..41_000).contains(&work.as_u64().unwrap()), "{work}");
    let handed_out: Vec<&str> = json[0]["handed_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    assert!(handed_out.contains(&"HwNobody"), "{handed_out:?}");
    assert!(!handed_out.contains(&"HwDpc"), "{handed_out:?}");
}

#[test]
fn a_missing_inx_is_said_before_the_build() {
    let manifest = tests().join("driver/Cargo.toml");
    let (status, _, errors) = run(&["package", "--manifest-path", manifest.to_str().unwrap()]);
    assert_eq!(status, Some(1));
    for part in ["test_driver.inx is not there", "--inx FILE names another"] {
        assert!(errors.contains(part), "{errors}");
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
