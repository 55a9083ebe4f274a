//! Disks that fail.

use super::nvme::Driver;
use super::{is_qemu_there, one_nvme, raw_drive};
use crate::device::qemu::directory::Directory;
use crate::device::qemu::{Fault, Operation, Qemu};

/// Unrecovered read error and write fault: media errors of the NVMe specification.
const READ_ERROR: u16 = 0x281;
const WRITE_FAULT: u16 = 0x280;

#[test]
fn a_sector_that_cannot_be_read_fails_the_reads_that_touch_it() {
    if !is_qemu_there() {
        return;
    }
    let directory = Directory::new().unwrap();
    let drive = raw_drive(&directory, "d0").fault(Fault::every(Operation::Read).at_sector(100));
    let qemu = Qemu::builder().nvme(drive).start().unwrap();
    let mut driver = Driver::start(&qemu, "nvme0");
    driver.create_queues(0);
    for (lba, blocks, status) in [
        (92, 8, 0),
        (100, 1, READ_ERROR),
        (96, 8, READ_ERROR),
        (101, 1, 0),
    ] {
        let read = driver.read(lba, blocks, 0);
        assert_eq!(driver.run(1, read).status, status, "{lba} {blocks}");
    }
    let write = driver.write(100, 1, 0);
    assert_eq!(driver.run(1, write).status, 0);
    qemu.finish().unwrap();
}

#[test]
fn faults_come_and_go_while_it_runs() {
    let Some((_directory, qemu)) = one_nvme() else {
        return;
    };
    let mut driver = Driver::start(&qemu, "nvme0");
    driver.create_queues(0);
    let (read, write) = (driver.read(8, 1, 0), driver.write(8, 1, 0));
    assert_eq!(driver.run(1, write).status, 0);
    qemu.inject("nvme0", "d0", &[Fault::every(Operation::Write).once()])
        .unwrap();
    assert_eq!(driver.run(1, read).status, 0);
    assert_eq!(driver.run(1, write).status, WRITE_FAULT);
    assert_eq!(driver.run(1, write).status, 0);
    qemu.inject(
        "nvme0",
        "d0",
        &[
            Fault::every(Operation::Read),
            Fault::every(Operation::Write),
        ],
    )
    .unwrap();
    assert_eq!(driver.run(1, read).status, READ_ERROR);
    assert_eq!(driver.run(1, write).status, WRITE_FAULT);
    qemu.inject("nvme0", "d0", &[]).unwrap();
    assert_eq!(driver.run(1, read).status, 0);
    assert_eq!(driver.run(1, write).status, 0);
    assert!(qemu.inject("nvme0", "no such disk", &[]).is_err());
    qemu.finish().unwrap();
}
