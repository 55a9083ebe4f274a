//! Blocks go through a controller to an image and back.

use std::process::Command;

use super::{host, is_qemu_there, not_tested, one_nvme, raw_drive, slot, start};
use crate::device::nvme::Status;
use crate::device::qemu::directory::Directory;
use crate::device::qemu::{Drive, Format, Qemu};

#[test]
fn a_controller_says_who_it_is() {
    let Some((_directory, qemu)) =
        start(|directory, builder| builder.nvme(raw_drive(directory, "serial-7")))
    else {
        return;
    };
    let mut host = host(slot(&qemu, "nvme0"), 0);
    let bytes = host.identify(1, 0).unwrap();
    assert_eq!(bytes[..2], [0x36, 0x1B]);
    assert_eq!(bytes[4..24], *b"serial-7            ");
    assert!(bytes[24..64].starts_with(b"QEMU NVMe Ctrl"));
    let bytes = host.identify(0, 1).unwrap();
    assert_eq!(bytes[..8], (1u64 << 20 >> 9).to_le_bytes());
    qemu.finish().unwrap();
}

#[test]
fn blocks_are_read_and_written() {
    let Some((directory, qemu)) = one_nvme() else {
        return;
    };
    let mut host = host(slot(&qemu, "nvme0"), 0);
    let bytes = host.read_blocks(1000, 4096).unwrap();
    for (number, sector) in (1000u64..).zip(bytes.chunks(512)) {
        assert_eq!(sector[..8], number.to_le_bytes());
    }
    host.write_blocks(5, &[0xA5; 1024]).unwrap();
    let beyond = host.read_blocks(1 << 20, 512);
    assert_eq!(beyond, Err(Status::LBA_OUT_OF_RANGE));
    qemu.finish().unwrap();
    let image = std::fs::read(directory.file("d0")).unwrap();
    assert_eq!(image[5 * 512..7 * 512], [0xA5; 1024]);
    assert_eq!(image[7 * 512..7 * 512 + 8], 7u64.to_le_bytes());
}

#[test]
fn a_qcow2_image_is_whole_after_writes() {
    if !is_qemu_there() {
        return;
    }
    let run = |arguments: &[&str]| Command::new("qemu-img").args(arguments).output();
    if let Err(error) = run(&["--version"]) {
        not_tested(format_args!(
            "qemu-img: {error} (Debian: apt install qemu-utils)"
        ));
        return;
    }
    let directory = Directory::new().unwrap();
    let path = directory.file("disk.qcow2");
    let image = path.to_str().unwrap();
    assert!(
        run(&["create", "-q", "-f", "qcow2", image, "64M"])
            .unwrap()
            .status
            .success()
    );
    let qemu = Qemu::builder()
        .nvme(Drive::new("d0", &path, Format::Qcow2))
        .start()
        .unwrap();
    let mut host = host(slot(&qemu, "nvme0"), 0);
    for number in 0..20u8 {
        host.write_blocks(u64::from(number) * 6000, &[number + 1; 4096])
            .unwrap();
    }
    drop(host);
    drop(qemu); // not finished by hand: dropping closes the image as well
    let check = run(&["check", "-f", "qcow2", image]).unwrap();
    let words = String::from_utf8_lossy(&check.stdout);
    assert!(
        check.status.success() && words.contains("No errors were found"),
        "{words}"
    );
    let raw = directory.file("disk.raw");
    assert!(
        run(&["convert", "-O", "raw", image, raw.to_str().unwrap()])
            .unwrap()
            .status
            .success()
    );
    let bytes = std::fs::read(raw).unwrap();
    for number in 0..20u8 {
        let at = usize::from(number) * 6000 * 512;
        assert_eq!(bytes[at..at + 4096], [number + 1; 4096]);
    }
}
