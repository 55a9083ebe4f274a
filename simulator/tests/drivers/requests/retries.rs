//! What is refused, busy or late is tried again.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{Machine, Role};

use super::{scsi, works};
use crate::raw::misdeed::start;

#[test]
fn what_is_refused_or_busy_is_tried_again() {
    for seed in 0..10 {
        for way in 0..4 {
            let report = works(Machine::builder(seed), move |event| unsafe {
                let extension = event.extension();
                if !event.is_write() || extension.count >= 20 {
                    return event.proceed();
                }
                extension.count += 1;
                match way {
                    0 => return 0,
                    1 => (*event.srb).SrbStatus = SRB_STATUS_BUSY,
                    // Both say the same.
                    2 => {
                        (*event.srb).SrbStatus = SRB_STATUS_BUSY;
                        (*event.srb).ScsiStatus = SCSISTAT_BUSY;
                    }
                    _ => {
                        (*event.srb).SrbStatus = SRB_STATUS_ERROR;
                        (*event.srb).ScsiStatus = SCSISTAT_QUEUE_FULL;
                    }
                }
                notify_request_complete(event.device, event.srb);
                1
            });
            // And those of plug and play: two at the start and one at the end, of the adapter and of the unit.
            assert_eq!(report.calls_of(Role::HwStartIo), report.requests + 20 + 6);
            assert_eq!(report.recovery.busy, 20);
        }
    }
}

#[test]
fn what_is_busy_for_ever_is_told_to_the_sender() {
    let machine = Machine::new(1);
    let adapter = start(&machine, scsi(), |event| {
        if event.is_write() { 0 } else { event.proceed() }
    })
    .unwrap();
    let (completion, _) = adapter.disks()[0]
        .submit_write(0, &[0; 512])
        .unwrap()
        .wait()
        .unwrap();
    assert_eq!(completion.srb_status, SRB_STATUS_BUSY);
    let report = machine.shutdown();
    let found: Vec<_> = report.violations.iter().collect();
    assert!(
        found.len() == 1
            && found[0]
                .message
                .ends_with("refused, or answered as busy, 500 times"),
        "{report}"
    );
}

#[test]
fn a_late_request_is_reset_and_sent_again() {
    // What helps: the reset of the unit, of the target, of the bus.
    for helps in [
        SRB_FUNCTION_RESET_LOGICAL_UNIT,
        SRB_FUNCTION_RESET_DEVICE,
        SRB_FUNCTION_RESET_BUS,
    ] {
        let seen = Rc::new(Cell::new(Vec::new()));
        let resets = Rc::clone(&seen);
        let machine = Machine::new(u64::from(helps));
        let options = scsi().timeout(5);
        let adapter = start(&machine, options, move |event| unsafe {
            let extension = event.extension();
            let reset = match event.role {
                Role::HwStartIo if (*event.srb).Function != SRB_FUNCTION_PNP => {
                    (*event.srb).Function
                }
                Role::HwResetBus => SRB_FUNCTION_RESET_BUS,
                _ => 0,
            };
            if reset != 0 {
                let mut list = resets.take();
                list.push(reset);
                resets.set(list);
                if reset == helps {
                    StorPortCompleteRequest(event.device, 0, 0, 0, SRB_STATUS_BUS_RESET);
                }
            }
            if event.is_write() && extension.count == 0 {
                extension.count = 1;
                return 1;
            }
            event.proceed()
        })
        .unwrap();
        machine.expect_resets(match helps {
            SRB_FUNCTION_RESET_LOGICAL_UNIT => 1,
            SRB_FUNCTION_RESET_DEVICE => 2,
            _ => 3,
        });
        let before = machine.now();
        adapter.disks()[0].write(1, &[3; 512]).unwrap();
        let passed = machine.now() - before;
        assert!(
            (Duration::from_secs(5)..Duration::from_secs(8)).contains(&passed),
            "{passed:?}"
        );
        let resets = seen.take();
        assert_eq!(resets.last(), Some(&helps));
        assert_eq!(
            resets.len(),
            match helps {
                SRB_FUNCTION_RESET_LOGICAL_UNIT => 1,
                SRB_FUNCTION_RESET_DEVICE => 2,
                _ => 3,
            }
        );
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_reset_that_is_refused_for_ever_leads_to_the_next() {
    let machine = Machine::new(1);
    let adapter = start(&machine, scsi().timeout(5), |event| unsafe {
        let is_reset = event.role == Role::HwStartIo
            && (*event.srb).Function == SRB_FUNCTION_RESET_LOGICAL_UNIT;
        let is_bus = event.role == Role::HwResetBus;
        let extension = event.extension();
        if is_bus {
            StorPortCompleteRequest(event.device, 0, 0, 0, SRB_STATUS_BUS_RESET);
        }
        if is_reset {
            return 0;
        }
        if event.is_write() && extension.count == 0 {
            extension.count = 1;
            return 1;
        }
        event.proceed()
    })
    .unwrap();
    machine.expect_resets(3);
    adapter.disks()[0].write(1, &[3; 512]).unwrap();
    machine.shutdown().assert_clean();
}
