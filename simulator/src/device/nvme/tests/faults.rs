//! Injected faults, removal, resets with commands on their way.

use super::entry::{command, flush, get_feature};
use super::host::{CSTS, Host, builder};
use crate::device::Width;
use crate::device::nvme::{Effect, Fault, Operation, Status};

#[test]
fn the_nth_read_fails() {
    let mut host = Host::ready(builder());
    let error = Status::UNRECOVERED_READ_ERROR;
    host.nvme.inject(
        Fault::new(Operation::Read, Effect::Fail(error))
            .after(2)
            .times(2),
    );
    host.nvme.inject(
        Fault::new(Operation::Write, Effect::Fail(Status::new(7, 0x42)))
            .blocks(50..60)
            .always(),
    );
    let results: Vec<_> = (0..6).map(|_| host.read_blocks(0, 512).is_ok()).collect();
    assert_eq!(results, [true, true, false, false, true, true]);
    assert_eq!(host.write_blocks(48, &[0; 1024]), Ok(0));
    assert_eq!(host.write_blocks(48, &[0; 1536]), Err(Status::new(7, 0x42)));
    assert_eq!(
        format!("{:?} {:?}", error, Status::new(7, 0x42)),
        "UNRECOVERED_READ_ERROR Status(0x7, 0x42)"
    );
    host.nvme.clear_faults();
    assert_eq!(host.write_blocks(48, &[0; 1536]), Ok(0));
    host.nvme.inject(
        Fault::new(
            Operation::AdminOpcode(6),
            Effect::Fail(Status::INTERNAL_ERROR),
        )
        .namespace(1),
    );
    assert!(host.identify(1, 0).is_ok());
    assert_eq!(host.identify(0, 1), Err(Status::INTERNAL_ERROR));
    assert!(host.nvme.mistakes().is_empty(), "not the driver's");
}

#[test]
fn lost_and_hung_commands() {
    let mut host = Host::ready(builder());
    let abort = |id: u16| command(8).dword(10, u32::from(id) << 16 | 1);
    host.nvme.inject(Fault::new(Operation::Write, Effect::Lose));
    host.nvme.inject(Fault::new(Operation::Read, Effect::Hang));
    let entry = host.transfer(1, 0, 512);
    let lost = host.submit(1, entry);
    let entry = host.transfer(2, 0, 512);
    let hung = host.submit(1, entry);
    host.settle();
    assert!(host.poll(1).is_none());
    assert_eq!(
        (host.nvme.statistics().writes, host.nvme.outstanding()),
        (1, 1)
    );
    assert_eq!(host.admin(abort(lost)), Ok(1));
    assert_eq!(host.admin(abort(hung)), Ok(0));
    assert_eq!(host.poll(1).unwrap().result(), Err(Status::ABORT_REQUESTED));
}

#[test]
fn silence_delay_and_wrong_names() {
    let mut host = Host::ready(builder());
    host.machine.messages.clear();
    host.nvme
        .inject(Fault::new(Operation::Flush, Effect::Silent));
    host.submit(1, flush());
    host.settle();
    assert!(host.machine.messages.is_empty() && host.poll(1).is_some());
    host.nvme
        .inject(Fault::new(Operation::Io, Effect::Delay(5_000_000_000)));
    let start = host.machine.now;
    host.run(1, flush()).unwrap();
    assert!(host.machine.now >= start + 5_000_000_000);
    host.nvme
        .inject(Fault::new(Operation::Any, Effect::Misname(0x4444)));
    host.submit(1, flush());
    assert_eq!(host.wait(1).id, 0x4444);
}

#[test]
fn a_controller_that_fails() {
    let mut host = Host::ready(builder());
    host.nvme.inject(Fault::new(Operation::Read, Effect::Fatal));
    let entry = host.transfer(2, 0, 512);
    host.submit(1, entry);
    host.settle();
    assert_eq!(host.read32(CSTS), 3);
    assert!(!host.nvme.is_ready());
    host.submit(0, command(6));
    host.settle();
    assert!(host.poll(0).is_none());
    host.disable();
    assert_eq!(host.read32(CSTS), 0);
    host.enable();
    host.create_io(1, 64, 1);
    assert!(host.read_blocks(0, 512).is_ok());
    host.nvme.fail();
    assert_eq!(host.read32(CSTS), 3);
}

#[test]
fn surprise_removal() {
    let mut host = Host::ready(builder());
    host.write_blocks(0, &[1; 512]).unwrap();
    host.nvme
        .inject(Fault::new(Operation::Read, Effect::Remove));
    let entry = host.transfer(2, 0, 512);
    host.submit(1, entry);
    host.settle();
    assert!(host.nvme.is_removed());
    assert_eq!((host.read32(CSTS), host.read64(0)), (u32::MAX, u64::MAX));
    assert_eq!(host.config(0, Width::Long), u32::MAX);
    host.ring(1);
    host.disable();
    assert!(host.poll(1).is_none());
    host.nvme.insert();
    assert_eq!(host.config(4, Width::Word), 0);
    host.config_write(4, Width::Word, 6);
    host.enable_msix(4);
    host.enable();
    host.create_io(1, 64, 1);
    assert_eq!(
        host.read_blocks(0, 512).unwrap(),
        [0; 512],
        "the cache was lost"
    );
    let log = host.log(2, 512).unwrap();
    assert_eq!(
        (log[112], log[144]),
        (2, 1),
        "power cycles, unsafe shutdowns"
    );
}

#[test]
fn removal_lowers_the_line() {
    let mut host = Host::enabled(builder());
    host.submit(0, get_feature(7));
    host.settle();
    assert!(host.machine.line);
    host.nvme.remove();
    host.settle();
    assert!(!host.machine.line);
}

#[test]
fn data_moves_until_the_controller_is_not_ready() {
    let mut host = Host::ready(builder());
    host.nvme.write(1, 0, &[6; 512]).unwrap();
    let entry = host.transfer(2, 0, 512);
    let address = entry.address();
    host.submit(1, entry);
    host.disable();
    assert_eq!(
        host.machine.load(address, 512),
        [6; 512],
        "a host must wait for CSTS.RDY = 0"
    );
    assert!(host.poll(1).is_none());
    host.enable();
    host.settle();
    assert_eq!(host.nvme.outstanding(), 0);
}
