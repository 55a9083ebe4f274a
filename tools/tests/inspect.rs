//! `cargo miniport inspect` on files that are right, wrong in one way, or broken.

mod pe;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cargo_miniport::Target;
use cargo_miniport::inspect::{Expected, Image, check};
use cargo_miniport::rules::Kind;
use pe::{BASE, Pe};

const ANY: Expected = Expected {
    target: None,
    kind: Kind::Physical,
    built_here: true,
};

/// What is found in a file, as text.
fn findings(pe: &Pe, expected: Expected) -> Vec<String> {
    let image = Image::parse(&pe.write()).unwrap();
    check(&image, &expected)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_good_driver_has_no_findings() {
    let image = Image::parse(&Pe::default().write()).unwrap();
    assert_eq!(check(&image, &ANY), []);
    assert_eq!(image.imports.len(), 2);
    assert_eq!(
        image.imports[0].routines,
        ["StorPortInitialize", "StorPortNotification"]
    );
    assert!(!image.signed);
    assert_eq!(image.version, Some([1, 2, 3, 0]));
    assert_eq!(image.exports, ["DriverEntry"]);
}

#[test]
fn each_wrong_property_is_found_alone() {
    type Change = fn(&mut Pe);
    let wrong: [(&str, Change); 15] = [
        ("machine 0x01c4", |pe| pe.machine = 0x1c4),
        ("not complete", |pe| pe.characteristics = 0x20),
        ("relocated", |pe| pe.characteristics = 0x23),
        ("relocated", |pe| pe.dll_characteristics = 0x4120),
        ("subsystem is 3", |pe| pe.subsystem = 3),
        ("no entry point", |pe| pe.entry_point = 0),
        ("no section with code", |pe| pe.entry_point = 0x2000),
        ("no section with code", |pe| pe.entry_point = 0xffff_ffff),
        ("checksum", |pe| pe.checksum = Some(0)),
        ("less than a page", |pe| pe.section_alignment = 0x200),
        (".text is writable and executable", |pe| {
            pe.text_flags = 0xe000_0020;
        }),
        ("thread-local", |pe| pe.directories.push(9)),
        ("delay-loaded", |pe| pe.directories.push(13)),
        ("no Storport miniport", |pe| drop(pe.imports.remove(0))),
        ("no Storport miniport", |pe| pe.imports.clear()),
    ];
    for (text, change) in wrong {
        let mut pe = Pe::default();
        change(&mut pe);
        let found = findings(&pe, ANY);
        assert!(
            found.len() == 1 && found[0].contains(text),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn what_a_build_must_have_is_only_wanted_of_a_file_from_elsewhere() {
    type Change = fn(&mut Pe);
    let wrong: [(&str, Change); 10] = [
        ("operating system version is 6.0", |pe| {
            pe.versions = [6, 10];
        }),
        ("subsystem version is 6.0", |pe| pe.versions = [10, 6]),
        ("exports _fltused, which", |pe| pe.exports.push("_fltused")),
        ("no load configuration", |pe| pe.guard = None),
        ("without its tables", |pe| pe.guard = Some((0x400, BASE))),
        ("without its tables", |pe| pe.guard = Some((0x500, 0))),
        ("no flag for it", |pe| pe.dll_characteristics = 0x160),
        ("no version resource", |pe| {
            pe.resource = Some((24, [1, 2, 3, 0]));
        }),
        ("has the time of its build", |pe| pe.debug = 2),
        ("INIT is kept", |pe| pe.data_name = b"INIT\0\0\0\0"),
    ];
    let elsewhere = Expected {
        built_here: false,
        ..ANY
    };
    for (text, change) in wrong {
        let mut pe = Pe::default();
        change(&mut pe);
        let image = Image::parse(&pe.write()).unwrap();
        for (expected, fatal) in [(ANY, true), (elsewhere, false)] {
            let found = check(&image, &expected);
            let [finding] = found.as_slice() else {
                panic!("{text}: {found:?}");
            };
            assert!(finding.to_string().contains(text), "{text}: {finding}");
            assert_eq!(finding.fatal, fatal, "{text}");
        }
    }
}

#[test]
fn the_machine_must_be_the_expected_one() {
    let expected = Expected {
        target: Some(Target::Arm64),
        ..ANY
    };
    assert_eq!(
        findings(&Pe::default(), expected),
        ["it is for x64, not for arm64"]
    );
    let arm = Pe {
        machine: 0xaa64,
        ..Pe::default()
    };
    assert!(findings(&arm, expected).is_empty());
}

#[test]
fn imports_are_judged_by_their_rules() {
    let mut pe = Pe::default();
    pe.imports[0].1.push("StorPortLogError");
    pe.imports[1].1.push("KeSetEvent");
    pe.imports[1].1.push("#12");
    pe.imports.push(("ucrtbase.dll", vec!["malloc"]));
    let found = findings(&pe, ANY);
    for (finding, text) in found.iter().zip([
        "StorPortLogError from storport.sys (rule StorPortDeprecated)",
        "KeSetEvent from ntoskrnl.exe (rules HwStorPortProhibitedDDIs, DoubleKeSetEvent)",
        "#12 from ntoskrnl.exe by number",
        "malloc from ucrtbase.dll\n  help: a C runtime",
    ]) {
        assert!(finding.contains(text), "{finding}");
    }
    assert_eq!(found.len(), 4);
}

#[test]
fn names_cannot_write_to_the_terminal() {
    let mut pe = Pe::default();
    pe.imports.push(("evil\x1b[2J\n.dll", vec!["a\tb"]));
    let found = findings(&pe, ANY);
    assert!(
        !found[0].contains('\x1b') && found[0].contains("\\u{1b}"),
        "{found:?}"
    );
}

#[test]
fn a_table_that_never_ends_is_given_up() {
    let pe = Pe {
        imports: vec![("storport.sys", vec!["StorPortInitialize"; 20_000])],
        ..Pe::default()
    };
    let error = Image::parse(&pe.write()).unwrap_err();
    assert!(error.to_string().contains("10000 imports"), "{error}");
}

/// A WDM driver that is right.
fn wdm() -> Pe {
    Pe {
        imports: vec![
            (
                "ntoskrnl.exe",
                vec!["IoCreateDevice", "IofCompleteRequest", "KeSetEvent"],
            ),
            ("hal.dll", vec!["KeStallExecutionProcessor"]),
        ],
        ..Pe::default()
    }
}

#[test]
fn a_wdm_driver_is_known_by_its_imports() {
    assert!(findings(&wdm(), ANY).is_empty());
    let mut pe = wdm();
    pe.imports
        .push(("storport.sys", vec!["StorPortNotification"]));
    let found = findings(&pe, ANY);
    assert!(
        found.len() == 1 && found[0].contains("StorPortNotification from storport.sys"),
        "{found:?}"
    );
    // Who registers with Storport is a miniport, and is judged as one.
    pe.imports[2].1.push("StorPortInitialize");
    let found = findings(&pe, ANY);
    assert!(
        found.len() == 4 && found[0].contains("HwStorPortProhibitedDDIs"),
        "{found:?}"
    );
}

/// The routines that the runtime declares as imports of the kernel.
fn of_the_runtime() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/sys/src/wdm/imports");
    let mut routines = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mut library = String::new();
        for line in text.lines().map(str::trim) {
            if let Some(link) = line.strip_prefix("imports! { \"") {
                link.split('"').next().unwrap().clone_into(&mut library);
            } else if let Some(function) = line.strip_prefix("pub fn ")
                && !library.is_empty()
            {
                let name = function.split(['(', '<']).next().unwrap();
                routines.push((library.clone(), name.to_owned()));
            }
        }
    }
    routines
}

#[test]
fn what_the_runtime_imports_is_allowed() {
    let routines = of_the_runtime();
    assert!(routines.len() > 100, "{routines:?}");
    for (library, routine) in &routines {
        let imports =
            [("ntoskrnl.exe", "IoCreateDevice"), (library, routine)].map(|(name, routine)| {
                cargo_miniport::inspect::Library {
                    name: name.to_owned(),
                    routines: vec![routine.to_owned()],
                }
            });
        let found = cargo_miniport::rules::imports(&imports, Kind::Physical);
        assert!(found.iter().all(|finding| !finding.fatal), "{found:?}");
    }
}

/// Whatever the bytes: an answer, and no panic.
fn survive(data: &[u8]) {
    if let Ok(image) = Image::parse(data) {
        check(&image, &ANY)
            .iter()
            .map(ToString::to_string)
            .for_each(drop);
    }
}

#[test]
fn every_truncation_is_answered() {
    let file = Pe::default().write();
    for length in 0..file.len() {
        survive(&file[..length]);
    }
}

#[test]
fn every_byte_may_be_wrong() {
    let file = Pe::default().write();
    for at in (0..0x200).chain(0x600..file.len()) {
        for value in [0x00, 0x01, 0x7f, 0x80, 0xff] {
            let mut changed = file.clone();
            changed[at] = value;
            survive(&changed);
        }
    }
}

#[test]
fn many_bytes_may_be_wrong() {
    let mut random = fastrand::Rng::with_seed(0x5107);
    let file = Pe::default().write();
    let fields = [
        0x3c, 0x44, 0x46, 0x54, 0x98, 0xc4, 0xd0, 0x148, 0x150, 0x158, 0x600, 0x60c,
    ];
    for _ in 0..50_000 {
        let mut changed = file.clone();
        for _ in 0..random.usize(1..6) {
            let at = if random.bool() {
                fields[random.usize(..fields.len())] + random.usize(..4)
            } else {
                random.usize(..changed.len())
            };
            changed[at] = random.u8(..);
        }
        changed.truncate(random.usize(..=changed.len()));
        survive(&changed);
    }
}

/// Runs the command on a file.
fn inspect(arguments: &[&str], file: &Path) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-miniport"))
        .args(["miniport", "inspect"])
        .args(arguments)
        .arg(file)
        .output()
        .unwrap();
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    (output, String::from_utf8(text).unwrap())
}

fn written(name: &str, data: &[u8]) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, data).unwrap();
    file
}

#[test]
fn the_command_prints_a_table() {
    let file = written("good.sys", &Pe::default().write());
    let (output, text) = inspect(&["--target", "x64"], &file);
    assert!(output.status.success(), "{text}");
    for row in [
        "machine      x64",
        "driver       Storport miniport",
        "subsystem    native 10.0",
        "version      1.2.3.0",
        "guard        control flow, 5 targets of calls",
        "build        reproducible",
        "exports      DriverEntry",
        "valid",
        "storport.sys (2)",
        "KeBugCheckEx, memcpy",
    ] {
        assert!(text.contains(row), "{row}: {text}");
    }
}

#[test]
fn the_command_says_what_a_wdm_driver_is() {
    let file = written("wdm.sys", &wdm().write());
    let (output, text) = inspect(&[], &file);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("driver       WDM") && !text.contains("warning"));
    let (output, text) = inspect(&["--virtual"], &file);
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("no virtual miniport"), "{text}");
}

#[test]
fn the_command_refuses_what_breaks_a_rule() {
    let mut pe = Pe::default();
    pe.imports[1].1.push("KeSetEvent");
    let file = written("event.sys", &pe.write());
    let (output, text) = inspect(&[], &file);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text.contains("error: ") && text.contains("DoubleKeSetEvent"),
        "{text}"
    );
    let (output, text) = inspect(&["--virtual"], &file);
    assert!(
        output.status.success() && text.contains("warning: "),
        "{text}"
    );
}

#[test]
fn a_declaration_that_is_not_understood_is_an_error_that_points_at_it() {
    let file = written("roles.sys", &Pe::default().write());
    let roles = |name: &str, text: &str| {
        let roles = written(name, text.as_bytes());
        inspect(&["--roles", roles.to_str().unwrap()], &file)
    };
    let (output, text) = roles("good.h", "HW_INTERRUPT 0x1000;\n");
    assert!(output.status.success(), "{text}");
    assert!(text.contains("  HW_INTERRUPT 0x1000\n"), "{text}");
    for (declared, expected) in [
        ("\nHW_TIMER 0x1000", "wrong.h:2:1"),
        ("HW_TIMER;", "write `HW_TIMER name;`"),
        ("HW_TIMR 0x1000;", "did you mean `HW_TIMER`?"),
        ("\n\nHW_FOO 0x1000;", "wrong.h:3:1"),
        ("HW_TIMR Tick;", "did you mean `HW_TIMER`?"),
        ("HW_TIMER 0x9000;", "no code is at 0x9000"),
        ("HW_TIMER 0xno;", "no code is at 0xno"),
    ] {
        let (output, text) = roles("wrong.h", declared);
        assert_eq!(output.status.code(), Some(1), "{declared}: {text}");
        assert!(text.contains(expected), "{declared}: {text}");
    }
    for (declared, expected) in [
        (
            "\nHW_TIMER Tick;",
            "2: no function Tick is in the image: the HW_TIMER is not judged",
        ),
        (
            "HW_FOO Tick;",
            "1: `HW_FOO` is no role type that is known here: Tick is not judged",
        ),
        (
            "WORKER_THREAD_ROUTINE 0x1000;",
            "1: `WORKER_THREAD_ROUTINE` is no role type that is known here: 0x1000 is not judged",
        ),
    ] {
        let (output, text) = roles("doubtful.h", declared);
        assert!(output.status.success(), "{declared}: {text}");
        let line = text.lines().find(|line| line.starts_with("warning: "));
        let line = line.unwrap_or_else(|| panic!("{declared}: {text}"));
        assert!(line.ends_with(expected), "{line}");
    }
}

#[test]
fn what_is_no_driver_is_said() {
    let this = std::env::current_exe().unwrap();
    let pe32 = Pe {
        magic: 0x10b,
        ..Pe::default()
    }
    .write();
    for (file, text) in [
        (
            PathBuf::from("no-such-file.sys"),
            "cannot read no-such-file.sys",
        ),
        (PathBuf::from(env!("CARGO_TARGET_TMPDIR")), "it is a folder"),
        (PathBuf::from("."), "a package is meant by its name"),
        (
            written("cut.sys", &Pe::default().write()[..0x601]),
            "the file is cut off: section .rdata ends at byte ",
        ),
        (written("empty.sys", b""), "not a PE file"),
        (
            written("text.sys", b"This is the story of a disk."),
            "not a PE file",
        ),
        (
            written("short.sys", &Pe::default().write()[..0x100]),
            "cannot be read",
        ),
        (written("pe32.sys", &pe32), "32-bit"),
        (
            this,
            if cfg!(windows) {
                "not native"
            } else {
                "not a PE file"
            },
        ),
    ] {
        let (output, found) = inspect(&[], &file);
        assert_eq!(output.status.code(), Some(1), "{found}");
        assert!(found.contains(text), "{text}: {found}");
    }
}
