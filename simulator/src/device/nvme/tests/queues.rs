//! Queues: creation, deletion, doorbells, wrap, full rings, turns.

use super::entry::command;
use super::host::{Host, builder};
use crate::device::nvme::{Mistake, Status};

fn create_completion(address: u64, id: u32, size: u32, flags: u32) -> super::entry::Entry {
    command(5)
        .data(address, 0)
        .dword(10, id | (size - 1) << 16)
        .dword(11, flags)
}

#[test]
fn creation_is_checked() {
    let mut host = Host::enabled(builder().io_queues(2).queue_entries(64));
    let address = host.machine.allocate(8192);
    let completion = |id, size, flags| create_completion(address, id, size, flags);
    for (entry, status) in [
        (completion(0, 16, 1), Status::INVALID_QUEUE_ID),
        (completion(3, 16, 1), Status::INVALID_QUEUE_ID),
        (completion(1, 1, 1), Status::INVALID_QUEUE_SIZE),
        (completion(1, 65, 1), Status::INVALID_QUEUE_SIZE),
        (
            completion(1, 16, 1 << 16 | 3),
            Status::INVALID_INTERRUPT_VECTOR,
        ),
        (completion(1, 16, 0), Status::INVALID_FIELD),
        (
            create_completion(address + 64, 1, 16, 1),
            Status::PRP_OFFSET_INVALID,
        ),
        (
            completion(1, 16, 1).dword(0, 1 << 14 | 5),
            Status::INVALID_FIELD,
        ),
    ] {
        assert_eq!(host.admin(entry), Err(status));
    }
    assert_eq!(host.admin(completion(1, 16, 3)), Ok(0));
    assert_eq!(
        host.admin(completion(1, 16, 3)),
        Err(Status::INVALID_QUEUE_ID)
    );
    let submission = |id: u32, completion: u32| {
        command(1)
            .data(address + 4096, 0)
            .dword(10, id | 15 << 16)
            .dword(11, completion << 16 | 1)
    };
    assert_eq!(
        host.admin(submission(1, 2)),
        Err(Status::COMPLETION_QUEUE_INVALID)
    );
    assert_eq!(
        host.admin(submission(1, 0)),
        Err(Status::COMPLETION_QUEUE_INVALID)
    );
    assert_eq!(host.admin(submission(9, 1)), Err(Status::INVALID_QUEUE_ID));
    assert_eq!(host.admin(submission(2, 1)), Ok(0));
    assert_eq!(host.nvme.io_queues(), 1);
    assert_eq!(
        host.admin(command(4).dword(10, 1)),
        Err(Status::INVALID_QUEUE_DELETION)
    );
    assert_eq!(
        host.admin(command(0).dword(10, 1)),
        Err(Status::INVALID_QUEUE_ID)
    );
    assert_eq!(
        host.admin(command(0).dword(10, 0)),
        Err(Status::INVALID_QUEUE_ID)
    );
    assert_eq!(host.admin(command(0).dword(10, 2)), Ok(0));
    assert_eq!(host.admin(command(4).dword(10, 1)), Ok(0));
    assert_eq!(
        host.admin(command(4).dword(10, 1)),
        Err(Status::INVALID_QUEUE_ID)
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
        host.admin(create_completion(address, 1, 16, 1)),
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
    let size = 127 << 16 | 1;
    let completion = host.machine.allocate(4096);
    assert_eq!(
        host.admin(command(5).data(completion, 0).dword(10, size).dword(11, 1)),
        Ok(0)
    );
    assert_eq!(
        host.admin(command(1).data(list, 0).dword(10, size).dword(11, 1 << 16)),
        Ok(0)
    );
    (pair.completion, pair.size) = (completion, 128);
    for (place, page) in [(0, pages[2]), (64, pages[0])] {
        (pair.submission, pair.tail) = (page - 64 * place, u32::try_from(place).unwrap());
        host.pairs.insert(1, pair);
        for _ in 0..63 {
            host.place(1, command(0).namespace(1));
            host.ring(1);
        }
        for _ in 0..63 {
            assert_eq!(host.wait(1).result(), Ok(0));
        }
        host.place(1, command(0).namespace(1));
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
    assert_eq!(host.admin(create_completion(0x7000_0000, 1, 16, 1)), Ok(0));
    let create = command(1)
        .data(0x7000_0000, 0)
        .dword(10, 1 | 15 << 16)
        .dword(11, 1 << 16 | 1);
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
    host.write32(super::host::CC, 0);
    host.settle();
    assert_eq!(host.read32(super::host::CSTS), 0);
}
