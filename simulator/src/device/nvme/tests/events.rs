//! Asynchronous events, namespaces that come and go, Abort.

use super::entry::{command, flush, set_feature};
use super::host::{Host, builder};
use crate::device::nvme::{Namespace, Status};

fn enable_events(host: &mut Host) {
    assert_eq!(host.admin(set_feature(0xB, 0x1FF)), Ok(0));
}

#[test]
fn namespaces_come_and_go() {
    let mut host = Host::ready(builder());
    enable_events(&mut host);
    let request = host.submit(0, command(0xC));
    host.settle();
    assert!(host.poll(0).is_none());
    assert_eq!(host.nvme.attach(Namespace::memory(64)), 2);
    host.settle();
    let event = host.poll(0).unwrap();
    assert_eq!((event.id, event.result()), (request, Ok(0x0004_0002)));
    host.submit(0, command(0xC));
    host.nvme.resize(1, 100);
    host.settle();
    assert!(host.poll(0).is_none(), "the list has not been read");
    let changed = host.log(4, 4096).unwrap();
    assert_eq!(changed[..12], [1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
    let detached = host.nvme.detach(1).unwrap();
    host.settle();
    assert_eq!(host.poll(0).unwrap().result(), Ok(0x0004_0002));
    assert_eq!(host.read_blocks(0, 512), Err(Status::INVALID_FIELD));
    host.nvme.attach_at(1, detached);
    assert_eq!(host.read_blocks(0, 512).unwrap().len(), 512);
    assert_eq!(
        host.read_blocks(100, 512),
        Err(Status::LBA_OUT_OF_RANGE),
        "the new size"
    );
    host.nvme.reformat(1, 4096);
    assert_eq!(host.nvme.namespaces(), [1, 2]);
    assert_eq!(host.identify(0, 1).unwrap()[26], 1);
    assert_eq!(host.log(4, 8).unwrap(), [1, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn events_that_are_not_wanted() {
    let mut host = Host::enabled(builder());
    host.submit(0, command(0xC));
    let _ = host.nvme.detach(1);
    host.nvme.set_critical_warning(1);
    host.settle();
    assert!(host.poll(0).is_none());
    assert_eq!(host.log(4, 4096).unwrap()[0], 1, "the list is kept");
}

#[test]
fn health_events() {
    let mut host = Host::enabled(builder());
    enable_events(&mut host);
    host.nvme.set_temperature(400);
    host.nvme.set_critical_warning(1);
    host.submit(0, command(0xC));
    assert_eq!(host.wait(0).result(), Ok(0x0002_0101), "temperature");
    host.submit(0, command(0xC));
    host.settle();
    assert!(host.poll(0).is_none(), "masked until the log is read");
    let retain = command(2)
        .data(host.machine.allocate(4096), 0)
        .dword(10, 2 | 1 << 15);
    host.admin(retain).unwrap();
    host.settle();
    assert!(host.poll(0).is_none());
    assert_eq!(host.log(2, 512).unwrap()[0], 3);
    host.nvme.set_critical_warning(0);
    host.nvme.set_critical_warning(1);
    host.settle();
    assert_eq!(host.poll(0).unwrap().result(), Ok(0x0002_0201), "spare");
}

#[test]
fn doorbell_errors_are_events() {
    let mut host = Host::ready(builder());
    host.submit(0, command(0xC));
    host.doorbell(7, false, 1);
    host.settle();
    assert_eq!(host.poll(0).unwrap().result(), Ok(0x0001_0000));
    let log = host.log(1, 64).unwrap();
    assert_eq!(log[8..12], [0xFF; 4]);
    host.submit(0, command(0xC));
    host.doorbell(1, false, 4000);
    host.settle();
    assert_eq!(host.poll(0).unwrap().result(), Ok(0x0001_0100));
}

#[test]
fn requests_have_a_limit() {
    let mut host = Host::enabled(builder());
    for _ in 0..5 {
        host.submit(0, command(0xC));
    }
    host.settle();
    assert_eq!(
        host.poll(0).unwrap().result(),
        Err(Status::EVENT_REQUEST_LIMIT_EXCEEDED)
    );
    assert!(host.poll(0).is_none());
}

#[test]
fn aborting() {
    let mut host = Host::ready(builder());
    let slow = host.submit(1, flush());
    let abort = |queue: u32, id: u16| command(8).dword(10, u32::from(id) << 16 | queue);
    assert_eq!(host.admin(abort(1, slow)), Ok(0));
    assert_eq!(host.poll(1).unwrap().result(), Err(Status::ABORT_REQUESTED));
    assert_eq!(host.admin(abort(1, slow)), Ok(1), "not there");
    assert_eq!(host.admin(abort(9, 1)), Ok(1));
    let event = host.submit(0, command(0xC));
    host.settle();
    let id = host.submit(0, abort(0, event));
    let ended = host.wait(0);
    assert_eq!(
        (ended.id, ended.result()),
        (event, Err(Status::ABORT_REQUESTED))
    );
    assert_eq!(host.wait(0).id, id);
    for _ in 0..6 {
        host.place(0, abort(1, 99));
    }
    host.ring(0);
    let results: Vec<_> = (0..6).map(|_| host.wait(0).result()).collect();
    assert_eq!(results.iter().filter(|result| **result == Ok(1)).count(), 4);
    assert_eq!(host.nvme.statistics().aborted, 2);
}

#[test]
fn deleting_a_queue_ends_its_commands() {
    let mut host = Host::ready(builder());
    for _ in 0..3 {
        host.submit(1, flush());
    }
    assert_eq!(host.admin(command(0).dword(10, 1)), Ok(0));
    for _ in 0..3 {
        assert_eq!(host.peek(1).unwrap().result(), Err(Status::QUEUE_DELETED));
    }
    assert_eq!(host.admin(command(4).dword(10, 1)), Ok(0));
    assert_eq!(host.nvme.outstanding(), 0);
}
