//! QEMU for real. Without QEMU these tests say on standard error that they did not run.

mod bench;
mod blocks;
mod enumeration;
mod faults;
mod interrupts;
mod lifetime;
mod machine;
mod nvme;
mod removal;

use std::fmt::Display;
use std::io::Write;
use std::path::PathBuf;

use super::directory::Directory;
use super::{Drive, Format, Qemu};

/// Whether the test can run; says so if not.
fn is_qemu_there() -> bool {
    Qemu::installed().map_err(|error| not_run(&error)).is_ok()
}

/// Says that a test did not run. Not by `eprintln`, whose output of a test that passes nobody sees.
fn not_run(why: &dyn Display) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    writeln!(std::io::stderr(), "NOT RUN: {test}: {why}").unwrap();
}

/// A raw image of `length` bytes in which each sector begins with its number.
fn raw_image(directory: &Directory, name: &str, length: usize) -> PathBuf {
    let path = directory.file(name);
    let mut bytes = vec![0u8; length];
    for (number, sector) in (0u64..).zip(bytes.chunks_exact_mut(512)) {
        sector[..8].copy_from_slice(&number.to_le_bytes());
    }
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A drive on such an image.
fn raw_drive(directory: &Directory, name: &str) -> Drive {
    Drive::new(name, raw_image(directory, name, 1 << 20), Format::Raw)
}
