//! Queues: creation, deletion, doorbells, wrap, full rings, turns.

use super::entry::{command, completion_queue, flush, set_feature, submission_queue};
use super::host::{Host, builder};
use crate::device::nvme::{Mistake, Status};

#[test]
fn creation_and_deletion_are_checked() {
    let mut host = Host::enabled(builder());
    creation(&mut host);
    assert_eq!(host.nvme.io_queues(), 1);
    deletion(&mut host);
    let again = host.admin(command(4).dword(10, 1));
    assert_eq!(again, Err(Status::INVALID_QUEUE_ID));
}

#[test]
fn a_controller_sets_its_limits() {
    let mut host = Host::enabled(builder().io_queues(2).queue_entries(64));
    let address = host.machine.allocate(4096);
    let create = |id, size| completion_queue(address, id, size, 1);
    let (id, size) = (Status::INVALID_QUEUE_ID, Status::INVALID_QUEUE_SIZE);
    host.expect(
        0,
        [
            ("queue 3 of 2", create(3, 16), Err(id)),
            ("65 entries of 64", create(2, 65), Err(size)),
            ("both at the limit", create(2, 64), Ok(0)),
        ],
    );
}

/// Of queues 1 and 2, while the line interrupts.
pub fn creation(host: &mut Host) {
    let address = host.machine.allocate(8192);
    let completion = |id, size, flags| completion_queue(address, id, size, flags);
    let submission = |id, completion| submission_queue(address + 4096, id, 16, completion);
    let (id, size) = (Status::INVALID_QUEUE_ID, Status::INVALID_QUEUE_SIZE);
    let vector = Status::INVALID_INTERRUPT_VECTOR;
    host.expect(
        0,
        [
            ("identifier 0", completion(0, 16, 1), Err(id)),
            ("identifier 300", completion(300, 16, 1), Err(id)),
            ("one entry", completion(1, 1, 1), Err(size)),
            ("too many entries", completion(1, 1 << 16, 1), Err(size)),
            ("vector", completion(1, 16, 1 << 16 | 3), Err(vector)),
            ("pages", completion(1, 16, 0), Err(Status::INVALID_FIELD)),
            (
                "not aligned",
                completion_queue(address + 64, 1, 16, 1),
                Err(Status::PRP_OFFSET_INVALID),
            ),
            (
                "an SGL",
                completion(1, 16, 1).dword(0, 1 << 14 | 5),
                Err(Status::INVALID_FIELD),
            ),
            ("right", completion(1, 16, 3), Ok(0)),
            ("again", completion(1, 16, 3), Err(id)),
            (
                "no completion queue",
                submission(1, 2),
                Err(Status::COMPLETION_QUEUE_INVALID),
            ),
            (
                "the admin queue",
                submission(1, 0),
                Err(Status::COMPLETION_QUEUE_INVALID),
            ),
            ("identifier 300", submission(300, 1), Err(id)),
            ("right", submission(2, 1), Ok(0)),
            ("again", submission(2, 1), Err(id)),
        ],
    );
}

/// Of what [`creation`] made.
pub fn deletion(host: &mut Host) {
    let delete = |opcode, id| command(opcode).dword(10, id);
    let id = Status::INVALID_QUEUE_ID;
    host.expect(
        0,
        [
            ("in use", delete(4, 1), Err(Status::INVALID_QUEUE_DELETION)),
            ("not there", delete(0, 1), Err(id)),
            ("the admin queue", delete(0, 0), Err(id)),
            ("submission queue", delete(0, 2), Ok(0)),
            ("completion queue", delete(4, 1), Ok(0)),
            (
                "the number of queues, late",
                set_feature(7, 0x1_0001),
                Err(Status::COMMAND_SEQUENCE_ERROR),
            ),
        ],
    );
}

#[test]
fn entry_sizes_must_be_set() {
    let mut host = Host::new(builder());
    let pair = host.pair(16);
    host.write32(0x24, 15 << 16 | 15);
    host.write64(0x28, pair.submission);
    host.write64(0x30, pair.completion);
    host.pairs.insert(0, pair);
    host.write32(super::host::CC, 1);
    host.settle();
    let address = host.machine.allocate(4096);
    assert_eq!(
        host.admin(completion_queue(address, 1, 16, 1)),
        Err(Status::INVALID_QUEUE_SIZE)
    );
}

#[test]
fn scattered_queues() {
    let mut host = Host::enabled(builder().scattered_queues());
    let list = host.machine.allocate(4096);
    let pages = [
        host.machine.allocate(4096),
        host.machine.allocate(4096),
        host.machine.allocate(4096),
    ];
    let mut pair = host.pair(64);
    // Pages in an order of their own; the ring of commands needs two.
    host.machine.put_u64(list, pages[2]);
    host.machine.put_u64(list + 8, pages[0]);
    let completion = host.machine.allocate(4096);
    let scattered = submission_queue(list, 1, 128, 1).dword(11, 1 << 16);
    assert_eq!(host.admin(completion_queue(completion, 1, 128, 1)), Ok(0));
    assert_eq!(host.admin(scattered), Ok(0));
    (pair.completion, pair.size) = (completion, 128);
    for (place, page) in [(0, pages[2]), (64, pages[0])] {
        (pair.submission, pair.tail) = (page - 64 * place, u32::try_from(place).unwrap());
        host.pairs.insert(1, pair);
        for _ in 0..63 {
            host.place(1, flush());
            host.ring(1);
        }
        for _ in 0..63 {
            assert_eq!(host.wait(1).result(), Ok(0));
        }
        host.place(1, flush());
        host.pairs.get_mut(&1).unwrap().tail %= 128;
        host.ring(1);
        assert_eq!(host.wait(1).result(), Ok(0));
        pair = host.pairs.remove(&1).unwrap();
    }
    assert!(host.nvme.mistakes().is_empty());
}

#[test]
fn queues_outside_of_memory_are_fatal() {
    let mut host = Host::enabled(builder());
    assert_eq!(host.admin(completion_queue(0x7000_0000, 1, 16, 1)), Ok(0));
    let create = submission_queue(0x7000_0000, 1, 16, 1);
    assert_eq!(host.admin(create), Ok(0));
    host.doorbell(1, false, 1);
    assert_eq!(host.read32(super::host::CSTS), 3);
    assert_eq!(
        host.nvme.mistakes(),
        [Mistake::QueueMemory {
            queue: 1,
            completion: false
        }]
    );
    host.disable();
    assert_eq!(host.read32(super::host::CSTS), 0);
}
