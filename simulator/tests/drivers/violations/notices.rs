//! What a driver tells Storport of buses and queues, and does not keep to.

use miniport::ffi::*;
use miniport_sim::{Machine, Role, Rule};

use super::{expect_once, once};
use crate::raw::misdeed::{Event, expect, run_on, timer};

#[test]
fn a_bus_that_the_adapter_does_not_have() {
    expect_once(Rule::BadParameter, Role::HwStartIo, |event| unsafe {
        notify_bus_change_detected(event.device, 1);
    });
    expect_once(Rule::BadParameter, Role::HwStartIo, |event| unsafe {
        notify_reset_detected(event.device, 0xFF);
    });
}

#[test]
fn a_pause_that_nobody_ends() {
    for of_unit in [true, false] {
        let pauses = move |seconds: u32| {
            once(move |event: &Event<'_>| unsafe {
                let paused = if of_unit {
                    StorPortPauseDevice(event.device, 0, 0, 0, seconds)
                } else {
                    StorPortPause(event.device, seconds)
                };
                assert_eq!(paused, TRUE);
            })
        };
        // Requests may take three seconds.
        expect(Rule::LateRequest, None, pauses(3600));
        run_on(Machine::builder(1), pauses(1)).assert_clean();
    }
}

#[test]
fn a_request_that_is_never_taken() {
    // Refused by HwStorStartIo, and answered as busy.
    for completes in [false, true] {
        expect(Rule::LateRequest, None, move |event: &Event<'_>| unsafe {
            if !event.is_write() {
                return event.proceed();
            }
            if completes {
                (*event.srb).SrbStatus = SRB_STATUS_BUSY;
                notify_request_complete(event.device, event.srb);
            }
            u32::from(completes)
        });
    }
}

#[test]
fn a_timer_that_asks_for_itself_to_the_end() {
    expect(Rule::LateCallback, None, |event: &Event<'_>| unsafe {
        if event.is_write() || event.role == Role::HwTimer {
            notify_request_timer_call(event.device, Some(timer), 1_000);
        }
        event.proceed()
    });
}

#[test]
fn a_scan_that_the_driver_asks_for_and_does_not_answer() {
    let answers = |status: u8| {
        move |event: &Event<'_>| unsafe {
            let extension = event.extension();
            if event.is_write() {
                notify_bus_change_detected(event.device, 0);
                extension.count = 1;
            }
            let is_inquiry = event.role == Role::HwStartIo
                && (*event.srb).Function == SRB_FUNCTION_EXECUTE_SCSI
                && (*event.srb).Cdb[0] == 0x12;
            if extension.count == 0 || !is_inquiry {
                return event.proceed();
            }
            (*event.srb).SrbStatus = status;
            (*event.srb).DataTransferLength = 0;
            notify_request_complete(event.device, event.srb);
            1
        }
    };
    expect(Rule::ScanFailed, None, answers(SRB_STATUS_PARITY_ERROR));
    let report = run_on(Machine::builder(1), answers(SRB_STATUS_PARITY_ERROR));
    let found = report.violations_of(Rule::ScanFailed).next().unwrap();
    assert!(
        found.message.contains("INQUIRY, unit 0:0:0 failed"),
        "{report}"
    );
    // Nobody is there: that is an answer.
    run_on(Machine::builder(1), answers(SRB_STATUS_NO_DEVICE)).assert_clean();
}

#[test]
fn a_notification_that_there_is_not() {
    let kinds = [
        NextRequest,
        NextLuRequest,
        _obsolete1,
        _obsolete2,
        16,
        77,
        0x1011,
    ];
    for kind in kinds {
        expect_once(Rule::BadParameter, Role::HwStartIo, move |event| unsafe {
            StorPortNotification(kind, event.device);
        });
    }
}

#[test]
fn passive_initialisation_without_a_routine() {
    expect(Rule::BadParameter, Role::HwInitialize, |event| unsafe {
        if event.role == Role::HwInitialize {
            assert_eq!(
                StorPortEnablePassiveInitialization(event.device, None),
                FALSE
            );
        }
        event.proceed()
    });
}
