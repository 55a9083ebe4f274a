//! QEMU for real. Without QEMU these tests say on standard error that they did not run.

mod bench;
mod blocks;
mod enumeration;
mod faults;
mod interrupts;
mod lifetime;
mod removal;
mod stepped;

use std::path::PathBuf;

use super::directory::Directory;
use super::{Drive, Format, Qemu, QemuBuilder, QemuDevice};
use crate::device::nvme::tests::host::Host;
use crate::device::tests::machine::{Machine, Memory};
use crate::device::tests::slot::Slot;
use crate::testing::not_tested;

/// Whether the test can run; says so if not.
fn is_qemu_there() -> bool {
    Qemu::installed().map_err(not_tested).is_ok()
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

/// QEMU with one controller, on such a drive that is named `d0`.
fn one_nvme() -> Option<(Directory, Qemu)> {
    start(|directory, builder| builder.nvme(raw_drive(directory, "d0")))
}

/// QEMU as it is described, with images in the directory. `None`, which is said, without QEMU.
fn start(
    describe: impl FnOnce(&Directory, QemuBuilder) -> QemuBuilder,
) -> Option<(Directory, Qemu)> {
    if !is_qemu_there() {
        return None;
    }
    let directory = Directory::new().unwrap();
    let qemu = describe(&directory, Qemu::builder()).start().unwrap();
    Some((directory, qemu))
}

/// The device in a slot.
fn slot(qemu: &Qemu, id: &str) -> Slot {
    put(qemu, qemu.device(id).unwrap())
}

/// The device in a slot, after it was taken.
fn put(qemu: &Qemu, device: QemuDevice) -> Slot {
    Slot::new(device, Machine::with(Memory::Shared(qemu.memory())))
}

/// A host whose controller has its administration queues, and queue 1, whose interrupts are those of `vector`.
fn host(slot: Slot, vector: u16) -> Host {
    let mut host = Host::on(slot);
    host.enable();
    host.create_io(1, 16, vector);
    host
}
