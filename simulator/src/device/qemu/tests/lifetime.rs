//! Whatever happens, QEMU ends and nothing of it is left.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{host, is_qemu_there, one_nvme, raw_drive, slot};
use crate::device::qemu::directory::Directory;
use crate::device::qemu::{Drive, Format, Qemu, QemuError};
use crate::device::{Device, Width};

/// Processes whose command line has the word; only Linux tells.
fn processes_with(word: &str) -> usize {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    lines
        .filter(|line| String::from_utf8_lossy(line).contains(word))
        .count()
}

#[test]
fn a_missing_program_is_an_error_of_its_own() {
    let error = Qemu::builder()
        .program("qemu-system-of-nobody")
        .start()
        .unwrap_err();
    assert_eq!(
        error,
        QemuError::NotInstalled {
            program: "qemu-system-of-nobody".into()
        }
    );
}

#[test]
fn a_program_that_says_nothing_is_given_up() {
    let start = Instant::now();
    let script = Directory::new().unwrap();
    let path = script.file("qemu");
    std::fs::write(&path, "#!/bin/sh\necho I sleep >&2; exec sleep 1000\n").unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
    let limit = Duration::from_millis(300);
    let error = Qemu::builder()
        .program(path.to_str().unwrap())
        .limit(limit)
        .start()
        .unwrap_err();
    let QemuError::TimedOut { stderr, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(stderr, "I sleep\n");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn the_end_of_qemu_is_noticed_and_its_words_are_kept() {
    let Some((_directory, qemu)) = one_nvme() else {
        return;
    };
    let mut slot = slot(&qemu, "nvme0");
    assert_eq!(slot.read32(8), 0x1_0400);
    // The command is answered, and QEMU ends.
    let ended = qemu.monitor("quit", "{}");
    assert!(matches!(ended, Err(QemuError::Exited { .. })), "{ended:?}");
    assert_eq!(slot.read32(8), u32::MAX);
    slot.write32(0x14, 1);
    assert_eq!(slot.config(0, Width::Long), u32::MAX);
    let error = qemu.check().unwrap_err();
    assert!(matches!(error, QemuError::Exited { .. }), "{error}");
    qemu.memory().write(qemu.memory().base(), &[1]).unwrap();
    assert!(qemu.finish().is_err());
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_behind_even_by_a_panic() {
    if !is_qemu_there() {
        return;
    }
    let directory = Directory::new().unwrap();
    let word = directory.file("only-here");
    let drive = raw_drive(&directory, "only-here");
    let panicked = std::thread::spawn(move || {
        let qemu = Qemu::builder().nvme(drive).start().unwrap();
        let _device = qemu.device("nvme0").unwrap();
        assert_ne!(processes_with(word.to_str().unwrap()), 0, "QEMU runs");
        std::panic::resume_unwind(Box::new("the test fails"));
    });
    assert!(panicked.join().is_err());
    assert_eq!(
        processes_with(directory.file("only-here").to_str().unwrap()),
        0
    );
}

/// The process that [`a_process_that_dies_takes_qemu_along`] starts.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "it dies"]
fn it_ends_abruptly() {
    let Ok(image) = std::env::var(IMAGE) else {
        return;
    };
    let drive = Drive::new("d0", image, Format::Raw);
    let _qemu = Qemu::builder().nvme(drive).start().unwrap();
    std::process::abort();
}

#[cfg(target_os = "linux")]
const IMAGE: &str = "MINIPORT_TEST_IMAGE";

#[cfg(target_os = "linux")]
#[test]
fn a_process_that_dies_takes_qemu_along() {
    if !is_qemu_there() {
        return;
    }
    let directory = Directory::new().unwrap();
    let image = directory.file("only-this");
    std::fs::write(&image, vec![0; 0x1_0000]).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--ignored", "it_ends_abruptly"])
        .env(IMAGE, &image)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut process = command.spawn().unwrap();
    let word = image.to_str().unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    while processes_with(word) == 0 && process.try_wait().unwrap().is_none() {
        assert!(Instant::now() < end, "QEMU starts");
    }
    assert!(!process.wait().unwrap().success());
    while processes_with(word) != 0 {
        assert!(Instant::now() < end, "QEMU ends");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_device_can_be_taken_again() {
    let Some((_directory, qemu)) = one_nvme() else {
        return;
    };
    for _ in 0..3 {
        let mut slot = slot(&qemu, "nvme0");
        assert_eq!(slot.read32(0x14), 0, "it is not enabled");
        let mut host = host(slot, 0);
        let read = host.transfer(2, 0, 512);
        host.submit(1, read);
    }
    qemu.finish().unwrap();
}

#[test]
fn a_device_that_outlives_qemu_is_dead() {
    let Some((directory, qemu)) = one_nvme() else {
        return;
    };
    let mut device = qemu.device("nvme0").unwrap();
    drop(qemu);
    assert_eq!(device.config_read(0, Width::Long), u32::MAX);
    assert_eq!(processes_with(directory.file("d0").to_str().unwrap()), 0);
}

#[test]
fn several_run_at_the_same_time() {
    if !is_qemu_there() {
        return;
    }
    let threads: Vec<_> = (0..4)
        .map(|number| std::thread::spawn(move || one_of_several(number)))
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

fn one_of_several(number: u8) {
    let directory = Directory::new().unwrap();
    let qemu = Qemu::builder()
        .nvme(raw_drive(&directory, "d0"))
        .start()
        .unwrap();
    let mut host = host(slot(&qemu, "nvme0"), 0);
    for lba in 0..50 {
        host.write_blocks(lba, &[number; 512]).unwrap();
        assert_eq!(host.read_blocks(lba, 512).unwrap(), [number; 512]);
    }
    qemu.finish().unwrap();
}
