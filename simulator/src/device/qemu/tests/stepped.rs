//! QEMU's time where it is the machine's.

use std::time::{Duration, Instant};

use super::{slot, start};
use crate::device::Width;
use crate::device::qemu::{Qemu, Timing};
use crate::device::tests::slot::Slot;

const STEP: u64 = 2_000_000;
/// What a transfer of `edu` takes.
const TRANSFER: u64 = 100_000_000;

const COMMAND: u64 = 0x98;
const RUN_AND_INTERRUPT: u64 = 1 | 4;

/// A transfer that begins now, in steps that are so long.
fn begun(step: u64) -> Option<(Qemu, Slot)> {
    let (_directory, qemu) = start(|_, builder| {
        let builder = builder.device("edu").memory(1 << 20);
        builder.timing(Timing::Stepped { step })
    })?;
    let mut slot = slot(&qemu, "edu0");
    // A time that has nothing to do with the real one, and more than the watchdog's longest.
    slot.pass(7_123_456_789);
    for (register, value) in [
        (0x80, qemu.memory().base()),
        (0x88, 0x4_0000),
        (0x90, 64),
        (COMMAND, RUN_AND_INTERRUPT),
    ] {
        slot.write(0, register, Width::Quad, value);
    }
    Some((qemu, slot))
}

fn is_running(slot: &mut Slot) -> bool {
    slot.read(0, COMMAND, Width::Quad) & 1 != 0
}

#[test]
fn a_timer_runs_at_its_time_of_the_machine() {
    let Some((qemu, mut slot)) = begun(STEP) else {
        return;
    };
    let start = slot.machine.now;
    while is_running(&mut slot) {
        assert!(!slot.machine.line);
        slot.pass(100_000);
    }
    let passed = slot.machine.now - start;
    // It begins at a whole millisecond of its clock.
    let right = TRANSFER - 1_000_000..=TRANSFER + 2 * STEP;
    assert!(right.contains(&passed), "{passed}");
    assert!(slot.machine.line);
    qemu.finish().unwrap();
}

#[test]
fn the_real_time_changes_nothing() {
    let Some((qemu, mut slot)) = begun(STEP) else {
        return;
    };
    slot.pass(TRANSFER - 2 * STEP);
    std::thread::sleep(Duration::from_millis(150));
    assert!(is_running(&mut slot));
    let real = Instant::now();
    slot.pass(4 * STEP);
    assert!(!is_running(&mut slot) && slot.machine.line);
    assert!(real.elapsed() < Duration::from_secs(20));
    qemu.finish().unwrap();
}

#[test]
fn a_device_whose_qemu_is_gone_wants_no_more_time() {
    let Some((qemu, mut slot)) = begun(STEP) else {
        return;
    };
    qemu.finish().unwrap();
    slot.pass(2 * TRANSFER);
    assert_eq!(slot.next, None);
    assert_eq!(slot.read(0, COMMAND, Width::Quad), u64::MAX);
}

#[test]
fn a_step_may_be_longer_than_the_machine_runs() {
    let Some((qemu, mut slot)) = begun(u64::MAX) else {
        return;
    };
    slot.pass(2 * TRANSFER);
    assert!(is_running(&mut slot));
    // Before a register is written QEMU's time is the machine's.
    slot.write(0, 0x90, Width::Quad, 0);
    assert!(!is_running(&mut slot));
    qemu.finish().unwrap();
}
