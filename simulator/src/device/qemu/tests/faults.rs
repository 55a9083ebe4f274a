//! Disks that fail.

use super::{host, one_nvme, raw_drive, slot, start};
use crate::device::nvme::Status;
use crate::device::nvme::tests::entry::Entry;
use crate::device::nvme::tests::host::Host;
use crate::device::qemu::{Fault, Operation};

/// Runs the command; fails unless its status is this.
#[track_caller]
fn expect(host: &mut Host, command: Entry, status: Status) {
    let seen = host.run(1, command).err().unwrap_or(Status::SUCCESS);
    assert!(seen.is(status), "{seen:?} instead of {status:?}");
}

#[test]
fn a_sector_that_cannot_be_read_fails_the_reads_that_touch_it() {
    let fault = Fault::every(Operation::Read).at_sector(100);
    let Some((_directory, qemu)) =
        start(|directory, builder| builder.nvme(raw_drive(directory, "d0").fault(fault)))
    else {
        return;
    };
    let mut host = host(slot(&qemu, "nvme0"), 0);
    for (opcode, lba, blocks, status) in [
        (2, 92, 8, Status::SUCCESS),
        (2, 100, 1, Status::UNRECOVERED_READ_ERROR),
        (2, 96, 8, Status::UNRECOVERED_READ_ERROR),
        (2, 101, 1, Status::SUCCESS),
        (1, 100, 1, Status::SUCCESS),
    ] {
        let command = host.transfer(opcode, lba, blocks * 512);
        expect(&mut host, command, status);
    }
    qemu.finish().unwrap();
}

#[test]
fn faults_come_and_go_while_it_runs() {
    let Some((_directory, qemu)) = one_nvme() else {
        return;
    };
    let mut host = host(slot(&qemu, "nvme0"), 0);
    let host = &mut host;
    let (read, write) = (host.transfer(2, 8, 512), host.transfer(1, 8, 512));
    let inject = |faults: &[Fault]| qemu.inject("nvme0", "d0", faults).unwrap();
    expect(host, write, Status::SUCCESS);
    inject(&[Fault::every(Operation::Write).once()]);
    expect(host, read, Status::SUCCESS);
    expect(host, write, Status::WRITE_FAULT);
    expect(host, write, Status::SUCCESS);
    inject(&[
        Fault::every(Operation::Read),
        Fault::every(Operation::Write),
    ]);
    expect(host, read, Status::UNRECOVERED_READ_ERROR);
    expect(host, write, Status::WRITE_FAULT);
    inject(&[]);
    expect(host, read, Status::SUCCESS);
    expect(host, write, Status::SUCCESS);
    assert!(qemu.inject("nvme0", "no such disk", &[]).is_err());
    qemu.finish().unwrap();
}
