//! What the macros cost when a driver is compiled: `cargo bench -p miniport-macros --bench compile`.
//!
//! Processor time of `cargo check` for a driver with so many DPCs, written with the attributes, and by hand on the bindings. By hand, a
//! DPC is what the attribute, the derive and `Dpc` make of it: its function; the routine that Storport calls, which looks whether the
//! adapter ends and unpacks the argument; the object in the extension, its initialisation, and a function that issues it and gives the
//! argument back where that fails. And what a clean build of the macros takes: the crates of this repository, and `syn`, `darling` and what
//! those need.
//!
//! It fails where a bound is passed: twice the time of a driver by hand, a time that grows with the number of DPCs and not faster, and
//! the seconds for the crates of this repository. What the others take is printed, and no work on this repository changes it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{env, fs};

/// How many DPCs.
const COUNTS: [usize; 4] = [0, 250, 500, 1000];
/// The least time of so many is taken.
const RUNS: usize = 3;
/// The time with attributes, by that without.
const MOST_TIMES: f64 = 2.0;
/// The time of a thousand DPCs, by that of five hundred.
const MOST_GROWTH: f64 = 2.3;
/// Seconds for a build of the macros' crates of this repository: their optimisation is the driver's to choose, and the goal of eight
/// seconds for everything is passed by `syn` and `darling` alone.
const MOST_FOR_THE_MACROS: f64 = 5.0;
/// Those crates.
const OURS: [&str; 3] = ["miniport-expand", "miniport-macros", "miniport-roles"];

/// A driver with `count` DPCs by the attributes.
fn by_attributes(count: usize) -> String {
    let mut text = String::from(
        "#![forbid(unsafe_code)]\nuse core::sync::atomic::{AtomicU32, Ordering};\nuse miniport::prelude::*;\n\
         #[derive(DeviceExtension)]\npub struct Adapter {\n    pub count: AtomicU32,\n",
    );
    for n in 0..count {
        writeln!(text, "    pub dpc_{n}: Dpc<handle_{n}>,").expect("a text");
    }
    text += "}\n";
    for n in 0..count {
        writeln!(
            text,
            "#[hw_dpc]\npub fn handle_{n}(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, tag: u32) {{\n    \
                 adapter.count.fetch_add(tag, Ordering::Relaxed);\n    cx.bus_change_detected(0);\n}}\n\
             pub fn issue_{n}(adapter: &Adapter, cx: &mut BuildIo<'_, Adapter>, tag: u32) -> Result<(), IssueError<u32>> {{\n    \
                 adapter.dpc_{n}.issue(cx, tag)\n}}"
        )
        .expect("a text");
    }
    text
}

/// The same driver by hand.
fn by_hand(count: usize) -> String {
    let mut text = String::from(
        "use core::ptr;\nuse core::sync::atomic::{AtomicBool, AtomicU32, Ordering};\nuse miniport::ffi::*;\n\
         pub enum IssueError<T> { AlreadyQueued(T), NotReady(T) }\n\
         #[repr(C)]\npub struct Adapter {\n    pub count: AtomicU32,\n    pub ready: AtomicBool,\n    pub closing: AtomicBool,\n    \
             pub passed: AtomicU32,\n",
    );
    for n in 0..count {
        writeln!(text, "    pub dpc_{n}: STOR_DPC,").expect("a text");
    }
    text += "}\n";
    for n in 0..count {
        writeln!(
            text,
            "pub fn handle_{n}(adapter: &Adapter, tag: u32) {{\n    adapter.count.fetch_add(tag, Ordering::Relaxed);\n    \
                 let extension = ptr::from_ref(adapter).cast_mut().cast::<core::ffi::c_void>();\n    \
                 unsafe {{ notify_bus_change_detected(extension, 0) }};\n}}\n\
             pub unsafe extern \"system\" fn routine_{n}(_: PSTOR_DPC, extension: PVOID, first: PVOID, second: PVOID) {{\n    \
                 let adapter = unsafe {{ &*extension.cast::<Adapter>() }};\n    \
                 if adapter.closing.load(Ordering::Acquire) && first.is_null() && second.addr() == 1 {{\n        \
                     adapter.passed.fetch_add(1, Ordering::Release);\n        return;\n    }}\n    \
                 let Ok(tag) = u32::try_from(first.addr()) else {{ return }};\n    handle_{n}(adapter, tag);\n}}\n\
             pub fn issue_{n}(adapter: &Adapter, tag: u32) -> Result<(), IssueError<u32>> {{\n    \
                 if !adapter.ready.load(Ordering::Acquire) {{\n        return Err(IssueError::NotReady(tag));\n    }}\n    \
                 let extension = ptr::from_ref(adapter).cast_mut().cast::<core::ffi::c_void>();\n    \
                 let dpc = (&raw const adapter.dpc_{n}).cast_mut();\n    \
                 let argument = ptr::without_provenance_mut(tag as usize);\n    \
                 match unsafe {{ StorPortIssueDpc(extension, dpc, argument, ptr::null_mut()) }} {{\n        \
                     0 => Err(IssueError::AlreadyQueued(tag)),\n        _ => Ok(()),\n    }}\n}}"
        )
        .expect("a text");
    }
    text += "pub unsafe fn initialize(adapter: *mut Adapter) {\n    let extension: PVOID = adapter.cast();\n";
    for n in 0..count {
        writeln!(
            text,
            "    unsafe {{ StorPortInitializeDpc(extension, &raw mut (*adapter).dpc_{n}, Some(routine_{n})) }};"
        )
        .expect("a text");
    }
    text + "    unsafe { (*adapter).ready.store(true, Ordering::Release) };\n}\n"
}

/// Seconds of processor time that the children of this process have taken (`/proc/self/stat`: `cutime` and `cstime`, in hundredths).
fn children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let (_, fields) = stat.rsplit_once(')').expect("a name in parentheses");
    let ticks: u32 = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .map(|field| field.parse::<u32>().expect("a number"))
        .sum();
    f64::from(ticks) / 100.0
}

/// Processor time of one command in `folder`, which must succeed.
fn time(folder: &Path, target: &Path, arguments: &[&str]) -> f64 {
    let before = children();
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .stdout(Stdio::null())
        .status()
        .expect("cargo runs");
    assert!(status.success(), "cargo {arguments:?}");
    children() - before
}

/// The least time that a driver with this text takes to be checked, when all else has been.
fn check(folder: &Path, target: &Path, text: &str) -> f64 {
    let file = folder.join("src/lib.rs");
    (0..=RUNS)
        .map(|_| {
            fs::write(&file, text).expect("it can be written");
            time(folder, target, &["check", "--quiet", "--offline"])
        })
        .skip(1)
        .fold(f64::INFINITY, f64::min)
}

fn main() -> ExitCode {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().expect("a workspace");
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compile");
    let _ = fs::remove_dir_all(&scratch);
    let folder = scratch.join("driver");
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"driver\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\nminiport = {{ path = \"{}\" }}\n",
        root.join("runtime").display()
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("it can be written");
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("it can be copied");
    let target = scratch.join("target");

    println!("cargo check, seconds of processor time\n");
    println!("DPCs   attributes   by hand   times");
    let mut measured = Vec::new();
    for count in COUNTS {
        let ours = check(&folder, &target, &by_attributes(count));
        let theirs = check(&folder, &target, &by_hand(count));
        println!(
            "{count:4}   {ours:10.2}   {theirs:7.2}   {:5.1}",
            ours / theirs
        );
        measured.push((ours, theirs));
    }
    let [(nothing, _), _, (half, _), (whole, by_hand)] = measured[..] else {
        unreachable!("as many as there are counts")
    };
    let growth = (whole - nothing) / (half - nothing);
    println!("\n500 to 1000 DPCs: times {growth:.2}");
    let build = ["build", "--quiet", "--offline", "-p", "miniport-macros"];
    let everything = time(root, &scratch.join("macros"), &build);
    let mut clean = vec!["clean", "--quiet", "--offline"];
    clean.extend(OURS.iter().flat_map(|name| ["-p", *name]));
    time(root, &scratch.join("macros"), &clean);
    let macros = time(root, &scratch.join("macros"), &build);
    println!(
        "clean build of the macros: {everything:.2} s, of which {macros:.2} s are for {}, and the rest for `syn`, `darling` and theirs",
        OURS.join(", ")
    );
    let _ = fs::remove_dir_all(&scratch);

    let goals = [
        ("times", whole / by_hand, MOST_TIMES),
        ("growth", growth, MOST_GROWTH),
        ("macros", macros, MOST_FOR_THE_MACROS),
    ];
    let missed = goals.iter().filter(|(_, value, most)| value > most);
    let missed = missed
        .inspect(|(what, value, most)| eprintln!("missed: {what}: {value:.2}, at most {most}"))
        .count();
    ExitCode::from(u8::from(missed > 0))
}
