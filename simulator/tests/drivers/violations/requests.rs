//! Requests completed twice, never, too early, or written after.

use std::ptr::null_mut;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, Machine, Role, Rule, SrbForm};

use super::expect_once;
use crate::raw::misdeed;
use crate::raw::misdeed::{Event, expect, run_on, start};

#[test]
fn a_request_completed_twice() {
    expect(Rule::DoubleCompletion, Role::HwStartIo, |event| unsafe {
        let result = event.proceed();
        if event.role == Role::HwStartIo {
            notify_request_complete(event.device, event.srb);
        }
        result
    });
    // Much later.
    expect(Rule::DoubleCompletion, Role::HwStartIo, |event| unsafe {
        let extension = event.extension();
        if event.role == Role::HwStartIo && !extension.kept.is_null() {
            notify_request_complete(
                event.device,
                std::mem::replace(&mut extension.kept, null_mut()),
            );
        }
        if event.is_write() {
            extension.kept = event.srb;
        }
        event.proceed()
    });
    // Given back and completed.
    expect(Rule::DoubleCompletion, None, |event| {
        let result = event.proceed();
        if event.is_write() { 0 } else { result }
    });
}

#[test]
fn a_request_that_is_none() {
    expect_once(Rule::ForeignRequest, Role::HwStartIo, |event| unsafe {
        let mut srb: SCSI_REQUEST_BLOCK = std::mem::zeroed();
        srb.SrbStatus = SRB_STATUS_SUCCESS;
        notify_request_complete(event.device, &raw mut srb);
    });
}

#[test]
fn a_request_completed_as_pending() {
    expect(Rule::CompletedPending, Role::HwStartIo, |event| unsafe {
        if event.is_write() {
            (*event.srb).SrbStatus = SRB_STATUS_PENDING;
            notify_request_complete(event.device, event.srb);
            return 1;
        }
        event.proceed()
    });
}

#[test]
fn a_request_that_is_lost() {
    expect(Rule::LostRequest, None, |event| {
        if event.is_write() { 1 } else { event.proceed() }
    });
}

#[test]
fn a_request_lost_when_the_adapter_goes() {
    let machine = Machine::new(1);
    let options = AdapterOptions::new().srb_form(SrbForm::Scsi);
    let adapter = start(&machine, options, |event| {
        if event.is_write() { 1 } else { event.proceed() }
    })
    .unwrap();
    let pending = adapter.disks()[0].submit_write(0, &[0; 512]).unwrap();
    machine.advance(Duration::from_millis(10));
    assert!(!pending.is_done() && adapter.outstanding() == 1);
    adapter.surprise_remove().unwrap();
    adapter.remove();
    assert_eq!(pending.wait().unwrap().0.srb_status, SRB_STATUS_NO_DEVICE);
    let report = machine.shutdown();
    assert_eq!(
        report.violations_of(Rule::LostRequest).count(),
        1,
        "{report}"
    );
    assert_eq!(report.calls_of(Role::HwResetBus), 1);
}

/// Nobody removes the adapter: the machine comes to an end of its work all the same, and says which request it was.
#[test]
fn a_request_kept_when_its_device_was_pulled_out() {
    let machine = Machine::new(1);
    let options = AdapterOptions::new().srb_form(SrbForm::Scsi);
    let adapter = start(&machine, options, |event| {
        if event.is_write() { 1 } else { event.proceed() }
    })
    .unwrap();
    let pending = adapter.disks()[0].submit_write(0, &[0; 512]).unwrap();
    machine.advance(Duration::from_millis(10));
    adapter.surprise_remove().unwrap();
    machine.run();
    assert_eq!(pending.wait().unwrap().0.srb_status, SRB_STATUS_NO_DEVICE);
    let report = machine.shutdown();
    let lost: Vec<_> = report.violations_of(Rule::LostRequest).collect();
    assert!(
        matches!(&lost[..], [only] if only.message.contains("WRITE (10)")),
        "{report}"
    );
}

#[test]
fn a_request_written_after_its_completion() {
    for extension in [false, true] {
        expect(Rule::UseAfterCompletion, None, move |event| unsafe {
            let srb = event.srb;
            if !event.is_write() {
                return event.proceed();
            }
            let place = if extension {
                (*srb).SrbExtension.cast::<u8>()
            } else {
                srb.cast::<u8>().add(80)
            };
            let result = event.proceed();
            event.extension().kept = place.cast();
            let mut null = null_mut::<std::ffi::c_void>();
            StorPortInitializeTimer(event.device, &raw mut null);
            event.extension().timer = null;
            StorPortRequestTimer(event.device, null, Some(late_write), null_mut(), 100_000, 0);
            result
        });
    }
}

unsafe extern "system" fn late_write(device: PVOID, _: PVOID) {
    unsafe {
        let extension = device.cast::<misdeed::Extension>();
        (*extension).kept.cast::<u8>().write(1);
        StorPortFreeTimer(device, (*extension).timer);
    }
}

#[test]
fn more_transferred_than_asked_for() {
    expect(Rule::TransferLength, None, |event| {
        let srb = event.srb;
        let result = event.proceed();
        if event.is_write() {
            unsafe { (*srb).DataTransferLength += 512 };
        }
        result
    });
}

#[test]
fn one_byte_more_than_there_is_room_for() {
    let report = run_on(Machine::builder(1), |event| {
        let srb = event.srb;
        let result = event.proceed();
        if event.is_write() {
            unsafe { (*srb).DataTransferLength += 1 };
        }
        result
    });
    let mut found = report.violations_of(Rule::TransferLength);
    let words = "DataTransferLength says 1025 bytes of 1024";
    assert!(found.any(|found| found.message == words), "{report}");
}

/// The loss is the finding: a request that is completed later, once, is no second one.
#[test]
fn a_request_completed_when_it_was_given_up() {
    for times in [1, 2] {
        let late = move |event: &Event<'_>| unsafe {
            let extension = event.extension();
            let is_read = event.role == Role::HwStartIo
                && (*event.srb).Function == SRB_FUNCTION_EXECUTE_SCSI
                && (*event.srb).Cdb[0] == 0x28;
            if event.is_write() {
                extension.kept = event.srb;
                return 1;
            }
            if is_read && !extension.kept.is_null() {
                (*extension.kept).SrbStatus = SRB_STATUS_SUCCESS;
                let kept = std::mem::replace(&mut extension.kept, null_mut());
                for _ in 0..times {
                    notify_request_complete(event.device, kept);
                }
            }
            event.proceed()
        };
        let report = run_on(Machine::builder(1), late);
        let found = |rule| report.violations_of(rule).count();
        assert_eq!(
            (found(Rule::LostRequest), found(Rule::DoubleCompletion)),
            (1, times - 1),
            "{report}"
        );
    }
}

/// What a READ is.
fn is_read(event: &Event<'_>) -> bool {
    event.role == Role::HwStartIo
        && unsafe {
            (*event.srb).Function == SRB_FUNCTION_EXECUTE_SCSI && (*event.srb).Cdb[0] == 0x28
        }
}

/// Its sender is told some time later, and what it says then may be seen already.
#[test]
fn a_request_written_before_its_sender_is_told() {
    type Late = unsafe fn(PSCSI_REQUEST_BLOCK);
    let deeds: [(&str, Late); 3] = [
        ("the request block", |srb| unsafe { (*srb).QueueTag ^= 1 }),
        ("the sense buffer", |srb| unsafe {
            (*srb).SenseInfoBuffer.cast::<u8>().write(0x70);
        }),
        ("the data buffer", |srb| unsafe {
            (*srb).DataBuffer.cast::<u8>().write(7);
        }),
    ];
    for (what, late) in deeds {
        let report = run_on(Machine::builder(1), move |event| {
            let (srb, read) = (event.srb, is_read(event));
            let result = event.proceed();
            if read {
                unsafe { late(srb) };
            }
            result
        });
        let mut found = report.violations_of(Rule::UseAfterCompletion);
        let words = format!("{what} was written after the request was completed");
        assert!(
            found.any(|found| found.message.ends_with(&words)),
            "{report}"
        );
        // Its sender gets the data that were written late.
        let more = report.violations_of(Rule::WrongData).count();
        assert_eq!(report.violations.len(), 1 + more, "{report}");
    }
}

/// And much later it is somebody else's.
#[test]
fn data_written_after_their_request_is_over() {
    unsafe extern "system" fn late(device: PVOID, _: PVOID) {
        unsafe {
            let extension = device.cast::<misdeed::Extension>();
            (*extension).kept.cast::<u8>().write(1);
            StorPortFreeTimer(device, (*extension).timer);
        }
    }
    expect(Rule::UseAfterCompletion, None, |event| unsafe {
        if !is_read(event) {
            return event.proceed();
        }
        let extension = event.extension();
        extension.kept = (*event.srb).DataBuffer.cast();
        StorPortInitializeTimer(event.device, &raw mut extension.timer);
        StorPortRequestTimer(
            event.device,
            extension.timer,
            Some(late),
            null_mut(),
            100_000,
            0,
        );
        event.proceed()
    });
}

#[test]
fn a_write_that_changes_the_data_of_its_sender() {
    expect(Rule::RequestChanged, None, |event| unsafe {
        if event.is_write() {
            let byte = (*event.srb).DataBuffer.cast::<u8>().add(1000);
            byte.write(byte.read() ^ 0xFF);
        }
        event.proceed()
    });
}
