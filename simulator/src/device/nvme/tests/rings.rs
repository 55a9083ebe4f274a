//! Rings that wrap and fill, doorbells, turns and order.

use super::entry::{command, flush, submission_queue};
use super::host::{Host, builder};
use crate::device::nvme::{Latency, Mistake, Status};

#[test]
fn rings_wrap_many_times() {
    let mut host = Host::ready(builder());
    host.create_io(2, 3, 2);
    for round in 0..50u8 {
        let address = host.machine.allocate(512);
        host.machine.fill(address, 512, round);
        let ids = [1, 2]
            .map(|lba| host.submit(2, command(1).namespace(1).data(address, 0).blocks(lba, 1)));
        let mut done = [host.wait(2), host.wait(2)].map(|completion| completion.id);
        done.sort_unstable();
        let mut ids = ids;
        ids.sort_unstable();
        assert_eq!(done, ids);
    }
    assert!(
        host.nvme.mistakes().is_empty(),
        "{:?}",
        host.nvme.mistakes()
    );
}

#[test]
fn a_full_submission_queue() {
    let mut host = Host::ready(builder());
    for _ in 0..63 {
        host.place(1, flush());
    }
    host.ring(1);
    let mut heads = Vec::new();
    for _ in 0..63 {
        let completion = host.wait(1);
        assert_eq!(completion.result(), Ok(0));
        heads.push(completion.head);
    }
    assert!(heads.is_sorted() && heads[62] == 63);
    assert!(host.nvme.mistakes().is_empty());
}

#[test]
fn a_full_completion_queue_waits() {
    let mut host = Host::ready(builder());
    host.create_io(2, 4, 2);
    host.create_io(3, 64, 3);
    // Queue 3's commands complete into queue 2's ring of four.
    assert_eq!(host.admin(command(0).dword(10, 3)), Ok(0));
    let pair = host.pair(64);
    let create = submission_queue(pair.submission, 3, 64, 2);
    assert_eq!(host.admin(create), Ok(0));
    host.pairs.insert(3, pair);
    for _ in 0..40 {
        host.place(3, flush());
    }
    host.ring(3);
    host.settle();
    assert_eq!(host.nvme.statistics().flushes, 40);
    let mut count = 0;
    while let Some(completion) = host.poll(2) {
        assert_eq!(completion.queue, 3);
        count += 1;
    }
    assert_eq!(count, 40);
    host.submit(3, flush());
    assert_eq!(host.wait(2).queue, 3);
    assert!(host.nvme.mistakes().is_empty());
}

#[test]
fn doorbells_are_checked() {
    let mut host = Host::ready(builder());
    let refuse = |host: &mut Host, queue, completion, value, mistake| {
        let before = host.nvme.mistake_count();
        host.doorbell(queue, completion, value);
        assert_eq!(host.nvme.mistake_count(), before + 1);
        assert_eq!(host.nvme.mistakes().last(), Some(&mistake));
    };
    let (queue, completion) = (9, false);
    let nobodys = Mistake::DoorbellOfNoQueue { queue, completion };
    refuse(&mut host, queue, completion, 1, nobodys);
    for (completion, value) in [(false, 64), (false, 0), (true, 1)] {
        let queue = 1;
        let mistake = Mistake::DoorbellValue {
            queue,
            completion,
            value,
        };
        refuse(&mut host, queue, completion, value, mistake);
    }
    host.disable();
    let early = Mistake::DoorbellNotReady { queue: 0 };
    refuse(&mut host, 0, false, 1, early);
}

#[test]
fn turns_go_round() {
    let latency = Latency {
        spread: 0,
        ..Latency::default()
    };
    let mut host = Host::ready(builder().concurrency(1).latency(latency));
    host.create_io(2, 64, 1);
    for queue in [1, 2] {
        for _ in 0..8 {
            host.place(queue, flush());
        }
    }
    host.ring(1);
    host.ring(2);
    let mut order = Vec::new();
    while order.len() < 16 {
        order.extend(
            [1, 2]
                .into_iter()
                .filter_map(|queue| host.poll(queue))
                .map(|completion| completion.queue),
        );
        host.step();
    }
    // The first command of queue 1 was fetched before queue 2 had any, and the second had its turn.
    assert_eq!(order, [1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 2]);
}

#[test]
fn the_seed_decides_the_order() {
    let order = |seed, spread| {
        let latency = Latency {
            spread,
            ..Latency::default()
        };
        let mut host = Host::ready(builder().seed(seed).latency(latency));
        for _ in 0..20 {
            host.place(1, flush());
        }
        host.ring(1);
        (0..20).map(|_| host.wait(1).id).collect::<Vec<_>>()
    };
    assert!(order(1, 0).is_sorted());
    assert!(!order(1, 20_000).is_sorted());
    assert_eq!(order(1, 20_000), order(1, 20_000));
    assert_ne!(order(1, 20_000), order(2, 20_000));
}

#[test]
fn identifiers_in_use() {
    let mut host = Host::ready(builder());
    host.place(1, flush().id(7));
    host.place(1, flush().id(7));
    host.ring(1);
    assert_eq!(host.wait(1).result(), Err(Status::COMMAND_ID_CONFLICT));
    assert_eq!(host.wait(1).result(), Ok(0));
    assert_eq!(host.run(1, flush().id(7)), Ok(0));
    assert_eq!(
        host.nvme.mistakes(),
        [Mistake::CommandIdInUse { queue: 1, id: 7 }]
    );
}
