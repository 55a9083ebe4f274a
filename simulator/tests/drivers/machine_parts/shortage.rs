//! Allocations that fail because a test wants it, and a trace that says what happened.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{Machine, Shortage};

use crate::raw::misdeed::start;
use crate::requests::scsi;

/// Which of twelve allocations of 100, 200, … bytes fail.
fn failures(shortage: Option<Shortage>, seed: u64) -> (Vec<u32>, u64) {
    let failed = Rc::new(Cell::new(Vec::new()));
    let list = Rc::clone(&failed);
    let machine = Machine::new(seed);
    let adapter = start(&machine, scsi(), move |event| unsafe {
        if event.is_write() {
            for number in 1..=12 {
                let mut pool = null_mut();
                let status = StorPortAllocatePool(event.device, 100 * number, 7, &raw mut pool);
                if status == STOR_STATUS_SUCCESS {
                    StorPortFreePool(event.device, pool);
                    continue;
                }
                assert!(status == STOR_STATUS_INSUFFICIENT_RESOURCES && pool.is_null());
                let mut numbers = list.take();
                numbers.push(number);
                list.set(numbers);
            }
        }
        event.proceed()
    })
    .unwrap();
    machine.fail_allocations(shortage);
    adapter.disks()[0].write(1, &[3; 512]).unwrap();
    machine.fail_allocations(None);
    let report = machine.shutdown();
    report.assert_clean();
    (failed.take(), report.failed_allocations)
}

#[test]
fn allocations_fail_as_a_test_wants() {
    assert_eq!(failures(None, 1), (vec![], 0));
    let (failed, count) = failures(Some(Shortage::EveryNth(4)), 1);
    assert_eq!((failed, count), (vec![4, 8, 12], 3));
    let (failed, _) = failures(Some(Shortage::LargerThan(1000)), 1);
    assert_eq!(failed, [11, 12]);
    let by_seed: Vec<_> = (0..20)
        .map(|seed| failures(Some(Shortage::OneIn(2)), seed).0)
        .collect();
    assert_ne!(by_seed[0], by_seed[1]);
    assert!(by_seed.iter().all(|failed| failed.len() < 12));
    assert_eq!(by_seed[3], failures(Some(Shortage::OneIn(2)), 3).0);
}

#[test]
fn a_trace_names_adapters_requests_and_routines() {
    let machine = Machine::builder(1).trace().build();
    let adapter = start(&machine, scsi(), |event| event.proceed()).unwrap();
    adapter.disks()[0].write(7, &[3; 512]).unwrap();
    let log: Vec<String> = machine.log().iter().map(ToString::to_string).collect();
    let at = |text: &str| {
        let found = log.iter().position(|line| line.contains(text));
        found.unwrap_or_else(|| panic!("{text} is not in {log:#?}"))
    };
    let write = "WRITE (10) of 1 blocks from 7, unit 0:0:0";
    let sent = at(&format!("adapter 0: to the driver: {write}"));
    let answered = at(&format!(
        "adapter 0: from the driver: {write}: SRB status 0x01, SCSI status 0x00, 512 bytes"
    ));
    let between = &log[sent..answered];
    for text in [
        "HW_STARTIO of adapter 0 at IRQL ",
        "  StorPortNotification(RequestComplete)",
        "HW_STARTIO returns",
    ] {
        assert!(
            between.iter().any(|line| line.contains(text)),
            "{between:#?}"
        );
    }
    machine.shutdown().assert_clean();
}
