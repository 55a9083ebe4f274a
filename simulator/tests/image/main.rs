//! A miniport in C, compiled by another compiler for x64 Windows, runs as an image: what the loader makes of a driver that nothing here has built.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::path::{Path, PathBuf};
use std::process::Command;

use miniport_sim::device::qemu::Qemu;
use miniport_sim::testing::{FORMS, Folder, not_tested, pattern, run_tool};
use miniport_sim::{Adapter, AdapterOptions, ImageError, ImageFlaw, Machine, Role, Rule, SrbForm};

/// The compiler's headers of driver kits.
const HEADERS: &str = "/usr/share/mingw-w64/include/ddk";

/// What a tool says, which has to succeed; `None` if it is not installed.
#[track_caller]
fn run(tool: &str, arguments: &[&str]) -> Option<()> {
    let output = run_tool(tool, arguments)?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool}: {said}");
    Some(())
}

/// Compiles and links the driver with these arguments besides; its image.
#[track_caller]
fn driver(besides: &[&str]) -> Option<(Folder, PathBuf)> {
    let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"), "image");
    let text = |path: &Path| path.to_str().expect("a path that is text").to_owned();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/image/c");
    let library = text(&folder.join("libstorport.a"));
    let definition = text(&sources.join("storport.def"));
    run(
        "x86_64-w64-mingw32-dlltool",
        &["-d", &definition, "-l", &library],
    )?;
    let image = folder.join("ramdisk.sys");
    let (source, output) = (text(&sources.join("ramdisk.c")), text(&image));
    let mut arguments = vec![
        "-Wall",
        "-Wextra",
        "-Werror",
        // What it thinks of how its own headers read the processor's region.
        "-Wno-array-bounds",
        "-I",
        HEADERS,
        "-nostdlib",
        "-shared",
        "-Wl,-e,DriverEntry",
        "-Wl,--dynamicbase",
        "-Wl,--subsystem,native",
        "-o",
        &output,
        &source,
    ];
    arguments.extend(besides);
    arguments.extend([&*library, "-lntoskrnl", "-lgcc"]);
    run("x86_64-w64-mingw32-gcc", &arguments)?;
    Some((folder, image))
}

fn start(machine: &Machine, image: &Path, form: Option<SrbForm>, argument: &str) -> Adapter {
    let driver = machine.load_image(image).unwrap();
    let mut options = AdapterOptions::new().argument(argument);
    if let Some(form) = form {
        options = options.srb_form(form);
    }
    machine.add_adapter(&driver, options).unwrap()
}

#[test]
fn a_driver_in_c_is_scanned_written_and_read() {
    for level in ["-O0", "-O2", "-Os"] {
        let Some((_folder, image)) = driver(&[level]) else {
            return;
        };
        for seed in 0..8 {
            let machine = Machine::builder(seed).processors(3).preemption(30).build();
            let adapter = start(&machine, &image, None, "any");
            let [disk] = &adapter.disks()[..] else {
                panic!("one disk");
            };
            assert_eq!(disk.size(), 1 << 20);
            let data = pattern(64 << 10, seed);
            let writes: Vec<_> = (0..8)
                .map(|piece| disk.submit_write(128 * piece, &data).unwrap())
                .collect();
            for write in writes {
                write.wait().unwrap();
            }
            let mut back = vec![0; data.len()];
            disk.read(128 * (seed % 8), &mut back).unwrap();
            assert!(back == data);
            let log = machine.log();
            for said in [
                "2048 blocks of 512 bytes for any",
                "debug print, level 3: 3 of 3 processors",
                "debug print, level 3: day 154497, tick 0, irql 2 from 0, thread known, processor known",
                "debug print, level 1: memory is somewhere",
            ] {
                let is_said = log.iter().any(|entry| entry.to_string().contains(said));
                assert!(is_said, "{said} is not in {log:#?}");
            }
            assert!(adapter.stop().unwrap());
            adapter.restart().unwrap();
            disk.read(0, &mut back).unwrap();
            assert!(back == data);
            machine.shutdown().assert_clean();
        }
    }
}

#[test]
fn what_a_driver_in_c_does_wrong_is_found_in_its_callback() {
    let Some((_folder, image)) = driver(&["-O2"]) else {
        return;
    };
    let machine = Machine::new(3);
    let adapter = start(&machine, &image, Some(FORMS[0]), "twice");
    adapter.disks()[0].write(0, &[1; 512]).unwrap();
    let report = machine.shutdown();
    let found = &report.violations[0];
    assert_eq!(found.rule, Rule::DoubleCompletion);
    assert_eq!(found.role, Some(Role::HwStartIo));
    assert_eq!(found.routine, Some("StorPortNotification(RequestComplete)"));
}

/// What is on the disk of a driver with a race after some writes at once, and what the machine says.
fn race(image: &Path, seed: u64, single_steps: u64) -> (bool, Vec<u8>, String) {
    let builder = Machine::builder(seed).processors(4).preemption(50);
    let machine = builder.single_steps(single_steps).build();
    let adapter = start(&machine, image, None, "race");
    let disk = &adapter.disks()[0];
    let data = pattern(12 << 10, seed);
    let writes: Vec<_> = (0..24)
        .zip(data.chunks(512))
        .map(|(lba, block)| disk.submit_write(lba, block).unwrap())
        .collect();
    for write in writes {
        write.wait().unwrap();
    }
    let mut back = vec![0; data.len()];
    disk.read(0, &mut back).unwrap();
    (back == data, back, machine.shutdown().to_string())
}

#[test]
fn a_race_between_two_instructions_is_found_by_stepping_and_seen_again_by_its_seed() {
    let Some((_folder, image)) = driver(&["-O2"]) else {
        return;
    };
    for seed in 0..20 {
        assert!(race(&image, seed, 0).0, "no routine is called in between");
    }
    let lost = (0..20).find(|seed| !race(&image, *seed, 4_000).0);
    let lost = lost.expect("a seed that interrupts the driver between the two");
    let (same, again) = (race(&image, lost, 4_000), race(&image, lost, 4_000));
    assert_eq!(same, again);
}

#[test]
fn a_driver_in_c_hooks_its_driver_object_and_storport_goes_on() {
    let Some((_folder, image)) = driver(&["-O2"]) else {
        return;
    };
    let machine = Machine::builder(5).processors(2).preemption(30).build();
    let driver = machine.load_image(&image).unwrap();
    let options = AdapterOptions::new().argument("any");
    let adapter = machine.add_adapter(&driver, options).unwrap();
    for byte in [7, 8] {
        let answer = adapter.service_request(&[byte], 1).wait().unwrap();
        assert_eq!(answer.data, [byte + 1]);
    }
    // One that it answers itself, and one that nobody knows.
    let control = |code| adapter.device_control(code, &[9], 1).wait().unwrap();
    assert_eq!(control(0x22_2000).data, [9]);
    let unknown = control(0x22_2004);
    assert_eq!(
        (unknown.status, unknown.is_success()),
        (-0x3FFF_FFF0, false)
    );
    machine.unload(&driver);
    let log = machine.log();
    let said: Vec<_> = log.iter().map(|entry| &*entry.text).collect();
    let last = &said[said.len() - 2..];
    let unloaded = "debug print, level 3: unloaded, with 3 control requests";
    assert_eq!(last, [unloaded, "debug print, level 3: cleaned up"]);
    let report = machine.shutdown();
    report.assert_clean();
}

/// What a driver prints that begins with a word.
fn printed(machine: &Machine, word: &str) -> Vec<String> {
    let log = machine.log();
    let said = log.iter().filter_map(|entry| {
        let (_, text) = entry.text.split_once("debug print, level 3: ")?;
        text.starts_with(word).then(|| text.to_owned())
    });
    said.collect()
}

#[test]
fn a_driver_in_c_sees_plug_and_play_and_power_where_it_hooks_them() {
    let Some((_folder, image)) = driver(&["-O2"]) else {
        return;
    };
    for seed in 0..8 {
        let machine = Machine::builder(seed).processors(2).preemption(30).build();
        let adapter = start(&machine, &image, None, "any");
        assert!(adapter.stop().unwrap());
        adapter.restart().unwrap();
        adapter.rebalance().unwrap();
        adapter.remove();
        // START, QUERY_CAPABILITIES, QUERY_DEVICE_RELATIONS; those of the disk when that is over.
        let of_start = ["pnp 0 of the adapter: 0", "pnp 9 of the adapter: 0"];
        let of_scan = [
            "pnp 7 of the adapter: 0",
            "pnp 9 of the disk: 0",
            "pnp 0 of the disk: 0",
        ];
        // STOP, and START once more; then REMOVE, of the disk first.
        let of_stop = ["pnp 4 of the adapter: 0"];
        let of_end = ["pnp 2 of the disk: 0", "pnp 2 of the adapter: 0"];
        let wanted = [&of_start[..], &of_scan, &of_stop, &of_start, &of_end].concat();
        assert_eq!(printed(&machine, "pnp"), wanted);
        assert_eq!(printed(&machine, "power"), ["power 4", "power 1"]);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_disk_of_a_driver_in_c_appears_and_goes_as_an_application_asks() {
    let Some((_folder, image)) = driver(&["-O2"]) else {
        return;
    };
    for seed in 0..8 {
        let machine = Machine::builder(seed).processors(2).preemption(30).build();
        let adapter = start(&machine, &image, None, "hidden");
        assert!(adapter.disks().is_empty());
        let ask = |input: &[u8]| adapter.service_request(input, 1).wait().unwrap();
        assert!(ask(&[1, 2]).is_success());
        machine.rescan_changed().unwrap();
        let disk = &adapter.disks()[0];
        disk.write(7, &pattern(4096, seed)).unwrap();
        let mut back = vec![0; 4096];
        disk.read(7, &mut back).unwrap();
        assert!(back == pattern(4096, seed));
        // A buffer of the application's, anywhere in a page.
        let mut buffer = vec![0_u8; 8192];
        let place = buffer.as_mut_ptr().expose_provenance() + 100;
        assert!(ask(&place.to_le_bytes()).is_success());
        assert!(buffer[100..4196].iter().all(|byte| *byte == 0xC5));
        assert_eq!((buffer[99], buffer[4196]), (0, 0));
        assert!(ask(&[1, 2]).is_success());
        machine.rescan_changed().unwrap();
        assert!(adapter.disks().is_empty());
        let ends: Vec<_> = printed(&machine, "pnp").into_iter().rev().take(3).collect();
        let wanted = [
            "pnp 2 of the disk: 0",
            "pnp 17 of the disk: 0",
            "pnp 7 of the adapter: 0",
        ];
        assert_eq!(ends, wanted);
        machine.shutdown().assert_clean();
    }
}

/// What a driver does in its hook of plug and play: the constant of its source, with the IRP's minor function.
#[track_caller]
fn hooked(hook: &str, minor: u8) -> Option<(Folder, PathBuf)> {
    let [hook, minor] = [format!("-DHOOK={hook}"), format!("-DMINOR={minor}")];
    driver(&["-O2", &hook, &minor])
}

#[test]
fn a_hook_in_c_may_pend_what_it_passes_on_later_and_free_its_memory_last() {
    for (hook, minor, later) in [
        ("PEND", 0, 1),
        ("PEND", 7, 1),
        ("PEND", 2, 1),
        ("FREE_LATE", 255, 0),
    ] {
        let Some((_folder, image)) = hooked(hook, minor) else {
            return;
        };
        for seed in 0..6 {
            let machine = Machine::builder(seed).processors(2).preemption(30).build();
            let adapter = start(&machine, &image, None, "any");
            assert_eq!(adapter.disks().len(), 1);
            adapter.remove();
            assert_eq!(printed(&machine, "later").len(), later, "{hook} {minor}");
            machine.shutdown().assert_clean();
        }
    }
}

#[test]
fn what_a_hook_in_c_does_wrong_with_plug_and_play_is_found() {
    for (hook, minor, rule) in [
        ("DROP", 9, Rule::IrpDropped),
        ("KEEP", 9, Rule::IrpDropped),
        ("TWICE", 9, Rule::DoubleCompletion),
        ("FAIL", 2, Rule::IrpFailed),
        ("HOLD", 0, Rule::IrpNotPassedDown),
        ("HOLD", 2, Rule::IrpNotPassedDown),
        ("OWN_IRP", 255, Rule::BadParameter),
    ] {
        let Some((_folder, image)) = hooked(hook, minor) else {
            return;
        };
        for seed in 0..3 {
            let machine = Machine::new(seed);
            let adapter = start(&machine, &image, None, "any");
            adapter.remove();
            let report = machine.shutdown();
            let rules: Vec<_> = report.violations.iter().map(|found| found.rule).collect();
            assert_eq!(rules, [rule], "{hook} {minor}: {report}");
        }
    }
}

#[test]
fn a_driver_in_c_whose_start_fails_is_removed() {
    for (hook, minor, argument, wanted) in [
        (
            "PLAIN",
            255,
            "refuse",
            &["pnp 0 of the adapter: c0000001", "pnp 2 of the adapter: 0"][..],
        ),
        ("FAIL", 0, "any", &["pnp 2 of the adapter: 0"]),
    ] {
        let Some((_folder, image)) = hooked(hook, minor) else {
            return;
        };
        for seed in 0..6 {
            let machine = Machine::new(seed);
            let driver = machine.load_image(&image).unwrap();
            let options = AdapterOptions::new().argument(argument);
            assert!(machine.add_adapter(&driver, options).is_err());
            assert_eq!(printed(&machine, "pnp"), wanted);
            machine.shutdown().assert_clean();
        }
    }
}

#[test]
fn a_driver_in_c_may_stop_the_system() {
    let Some((_folder, image)) = driver(&["-O2"]) else {
        return;
    };
    for (argument, code) in [("stop", "0x00000051, 0x0"), ("fast", "0x00000139, 0x3")] {
        let machine = Machine::new(3);
        let driver = machine.load_image(&image).unwrap();
        let options = AdapterOptions::new().argument(argument);
        assert!(machine.add_adapter(&driver, options).is_err());
        let report = machine.shutdown();
        assert_eq!(report.violations[0].rule, Rule::BugCheck);
        let message = &report.violations[0].message;
        assert!(message.contains(code), "{message}");
    }
}

#[test]
fn a_driver_in_c_that_writes_anywhere_is_told_where() {
    const CHILD: &str = "MINIPORT_IMAGE_FAR";
    if let Some(image) = std::env::var_os(CHILD) {
        start(&Machine::new(3), Path::new(&image), None, "far");
        return;
    }
    let Some((_folder, image)) = driver(&["-O2"]) else {
        return;
    };
    let test = "a_driver_in_c_that_writes_anywhere_is_told_where";
    let output = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(CHILD, &image)
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    for words in [
        "the driver accesses 0x123456789000, where nothing is that it may access so",
        "VIRTUAL_HW_FIND_ADAPTER",
        "seed 3",
    ] {
        assert!(said.contains(words), "{words} is not in\n{said}");
    }
}

#[test]
fn a_driver_in_c_that_is_linked_as_a_program_is_refused() {
    let Some((_folder, image)) = driver(&["-Wl,--subsystem,console"]) else {
        return;
    };
    let Err(ImageError::Flawed { flaws, .. }) = Machine::new(1).load_image(&image) else {
        panic!("a program is no driver");
    };
    assert_eq!(flaws, [ImageFlaw::Subsystem { subsystem: 3 }]);
}

/// Runs the program of `cargo miniport run`: its exit status, and what it says.
fn run_program(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_miniport-run"))
        .args(arguments)
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

#[test]
fn the_program_says_by_its_status_how_a_driver_is() {
    let Some((folder, image)) = driver(&["-O2"]) else {
        return;
    };
    if let Err(error) = Qemu::installed() {
        not_tested(error);
        return;
    }
    let image = image.to_str().expect("a path that is text");
    let big = folder.join("big");
    std::fs::write(&big, vec![0; (1 << 20) + 512]).unwrap();
    let big = big.to_str().expect("a path that is text");
    for (arguments, status, words) in [
        (
            vec![image, "--seed", "5"],
            0,
            "1048576 bytes were written and came back as they were",
        ),
        (vec![image, "--trace"], 0, "StorPortAllocatePool"),
        (vec![image, "--argument", "twice"], 1, "DoubleCompletion"),
        (
            vec![image, "--image", big],
            2,
            "an image of 1049088 bytes does not fit",
        ),
        (
            vec![image, "--device", "qemu:nosuch"],
            2,
            "'nosuch' is not a valid device model name",
        ),
        (vec![big], 2, "it is no portable executable: no MZ header"),
        (vec!["no.sys"], 2, "no.sys"),
        (vec![], 2, "which driver?"),
    ] {
        let (found, said) = run_program(&arguments);
        assert_eq!(found, Some(status), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}
