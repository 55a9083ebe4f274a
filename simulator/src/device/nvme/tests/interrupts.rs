//! The line, MSI, MSI-X, masks, coalescing.

use super::entry::{completion_queue, flush, get_feature, set_feature};
use super::host::{Host, builder};
use crate::device::Width;
use crate::device::nvme::{Latency, Mistake, Status};
use crate::device::tests::slot::MESSAGE;

const INTMS: u64 = 0x0C;
const INTMC: u64 = 0x10;

fn complete(host: &mut Host, queue: u16) {
    host.submit(queue, flush());
    host.settle();
}

#[test]
fn the_line_is_up_while_there_are_completions() {
    let mut host = Host::enabled(builder());
    host.create_io(1, 8, 0);
    assert!(!host.machine.line);
    complete(&mut host, 1);
    assert!(host.machine.line);
    host.write32(INTMS, 1);
    assert!(!host.machine.line);
    assert_eq!((host.read32(INTMS), host.read32(INTMC)), (1, 1));
    host.write32(INTMC, 1);
    assert!(host.machine.line);
    complete(&mut host, 1);
    host.poll(1).unwrap();
    assert!(host.machine.line, "one completion is left");
    host.poll(1).unwrap();
    assert!(!host.machine.line);
    complete(&mut host, 1);
    host.config_write(4, Width::Word, 0x406);
    assert!(!host.machine.line, "disabled in configuration space");
    host.config_write(4, Width::Word, 6);
    assert!(host.machine.line);
    host.write32(super::host::CC, 0);
    assert!(!host.machine.line, "reset");
    assert!(host.machine.messages.is_empty() && host.nvme.mistakes().is_empty());
}

#[test]
fn a_message_for_each_queue() {
    let mut host = Host::ready(builder());
    host.create_io(2, 8, 2);
    host.machine.messages.clear();
    complete(&mut host, 2);
    complete(&mut host, 1);
    host.admin(get_feature(7)).unwrap();
    assert_eq!(
        host.machine.messages,
        [2, 1, 0].map(|vector| (MESSAGE.0, MESSAGE.1 + vector))
    );
    assert!(!host.machine.line);
    host.write32(INTMS, 1);
    assert_eq!(host.nvme.mistakes(), [Mistake::MaskWithMsiX]);
}

#[test]
fn masked_messages_are_pending() {
    let mut host = Host::ready(builder());
    let entry = host.msix_table() + 16;
    host.machine.messages.clear();
    host.write32(entry + 12, 1);
    complete(&mut host, 1);
    assert_eq!((host.machine.messages.len(), host.msix_pending()), (0, 2));
    host.write32(entry + 12, 0);
    assert_eq!((host.machine.messages.len(), host.msix_pending()), (1, 0));
    host.write32(entry + 12, 1);
    complete(&mut host, 1);
    host.poll(1).unwrap();
    host.poll(1).unwrap();
    assert_eq!(host.msix_pending(), 0, "the host has seen everything");
    let control = host.capability(0x11) + 2;
    host.write32(entry + 12, 0);
    host.config_write(control, Width::Word, 0xC000);
    complete(&mut host, 1);
    assert_eq!((host.machine.messages.len(), host.msix_pending()), (1, 2));
    host.config_write(control, Width::Word, 0x8000);
    assert_eq!((host.machine.messages.len(), host.msix_pending()), (2, 0));
}

#[test]
fn queues_without_interrupts() {
    let mut host = Host::ready(builder());
    host.create_pair(2, 8, 1);
    host.machine.messages.clear();
    complete(&mut host, 2);
    assert!(host.poll(2).is_some() && host.machine.messages.is_empty());
}

#[test]
fn several_msi_messages() {
    let mut host = Host::new(builder().msix(0).msi(2));
    let at = host.capability(5);
    host.config_write(at + 4, Width::Long, 0xFEE0_0000);
    host.config_write(at + 12, Width::Word, 0x40);
    host.config_write(at + 2, Width::Word, 0x21);
    host.enable();
    host.create_io(1, 8, 3);
    host.machine.messages.clear();
    complete(&mut host, 1);
    complete(&mut host, 1);
    let message = (0xFEE0_0000, 0x43);
    assert_eq!(host.machine.messages, [message; 2]);
    host.write32(INTMS, 1 << 3);
    complete(&mut host, 1);
    assert_eq!(host.machine.messages.len(), 2);
    host.write32(INTMC, 1 << 3);
    assert_eq!(host.machine.messages, [message; 3]);
    host.poll(1).unwrap();
    assert_eq!(host.machine.messages.len(), 4, "completions are left");
    host.poll(1).unwrap();
    host.poll(1).unwrap();
    assert_eq!(host.machine.messages.len(), 5);
    let address = host.machine.allocate(4096);
    let create = completion_queue(address, 2, 8, 4 << 16 | 3);
    assert_eq!(host.admin(create), Err(Status::INVALID_INTERRUPT_VECTOR));
}

#[test]
fn coalescing() {
    let latency = Latency {
        spread: 0,
        ..Latency::default()
    };
    let mut host = Host::ready(builder().interrupt_coalescing().latency(latency));
    assert_eq!(host.admin(set_feature(8, 1 << 8 | 3)), Ok(0));
    host.machine.messages.clear();
    for _ in 0..5 {
        host.place(1, flush());
    }
    host.ring(1);
    host.pass(200_000);
    assert_eq!(host.machine.messages.len(), 1, "four completions");
    host.pass(99_999);
    assert_eq!(host.machine.messages.len(), 1);
    host.pass(1);
    assert_eq!(host.machine.messages.len(), 2, "100 microseconds later");
    assert_eq!(host.admin(set_feature(9, 1 << 16 | 1)), Ok(0));
    host.machine.messages.clear();
    complete(&mut host, 1);
    assert_eq!(host.machine.messages.len(), 1, "vector 1 is left out");
}

#[test]
fn interrupts_without_a_reason() {
    let mut host = Host::ready(builder());
    host.machine.messages.clear();
    host.nvme.interrupt(1);
    host.nvme.interrupt(1_000);
    host.settle();
    assert_eq!(host.machine.messages, [(MESSAGE.0, MESSAGE.1 + 1)]);
}

#[test]
fn a_device_with_the_line_only() {
    let mut host = Host::enabled(builder().msix(0));
    host.submit(0, get_feature(7));
    host.settle();
    assert!(host.machine.line);
}
