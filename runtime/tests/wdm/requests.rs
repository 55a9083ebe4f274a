//! Requests reach the driver and come back, while the device starts, stops, sleeps and goes.

use std::time::Duration;

use miniport::ffi;
use miniport_sim::{DeviceOptions, File, Machine, NtError, PendingIo, Role, WdmDevice};

use crate::depot::{DriverEntry, REVERSE, WAIT, logged};

/// Lets the machine do what it has to do now. The device's timer goes on for ever.
fn settle(machine: &Machine) {
    machine.advance(Duration::from_millis(100));
}

/// How a request failed.
fn status(io: &PendingIo) -> Option<ffi::NTSTATUS> {
    io.success().err().and_then(NtError::status)
}

fn with_device(test: impl Fn(&Machine, &WdmDevice, &File)) {
    with_device_of(&DeviceOptions::new(), test);
}

fn with_device_of(options: &DeviceOptions, test: impl Fn(&Machine, &WdmDevice, &File)) {
    for seed in 0..40 {
        logged();
        let machine = Machine::builder(seed).processors(3).preemption(30).build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, options.clone())
            .expect("started");
        let file = device.open().expect("open");
        test(&machine, &device, &file);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn what_was_written_is_read() {
    with_device(|machine, _, file| {
        assert_eq!(file.write(100, &[7; 300]), Ok(300));
        let mut data = [0; 400];
        assert_eq!(file.read(50, &mut data), Ok(400));
        assert!(data[..50].iter().all(|&byte| byte == 0));
        assert!(data[50..350].iter().all(|&byte| byte == 7));
        assert_eq!(
            file.read(5000, &mut data),
            Err(NtError::Status(ffi::STATUS_END_OF_FILE))
        );
        let mut output = [0; 4];
        assert_eq!(file.control(REVERSE.code(), b"abcd", &mut output), Ok(4));
        assert_eq!(&output, b"dcba");
        assert!(file.close().is_ok());
        machine.advance(Duration::from_secs(3));
        let report = machine.report();
        for role in [
            Role::DriverAddDevice,
            Role::DriverDispatch,
            Role::DriverStartIo,
            Role::KDeferred,
            Role::IoWorkItem,
            Role::IoTimer,
        ] {
            assert!(report.calls_of(role) > 0, "{role}: {report}");
        }
    });
    assert_eq!(logged(), ["start", "cleanup", "close", "abort", "stop"]);
}

#[test]
fn a_waiting_request_is_answered_or_cancelled_and_does_not_keep_the_device() {
    with_device(|machine, device, file| {
        let answered = file.submit_control(WAIT.code(), &[], 0);
        settle(machine);
        assert!(!answered.is_done());
        let rebalanced = device.rebalance();
        assert!(rebalanced.is_ok(), "{rebalanced:?}: {}", machine.report());
        assert!(!answered.is_done());
        assert_eq!(file.write(0, b"x"), Ok(1));
        settle(machine);
        assert!(answered.success().is_ok());
        let cancelled = file.submit_control(WAIT.code(), &[], 0);
        settle(machine);
        cancelled.cancel().expect("cancelled");
        settle(machine);
        assert!(cancelled.is_done());
        assert_eq!(status(&cancelled), Some(ffi::STATUS_CANCELLED));
        let cleaned = file.submit_control(WAIT.code(), &[], 0);
        settle(machine);
        assert!(file.close().is_ok());
        settle(machine);
        assert_eq!(status(&cleaned), Some(ffi::STATUS_CANCELLED));
    });
}

#[test]
fn requests_wait_while_the_device_sleeps() {
    sleeps(&DeviceOptions::new());
}

/// Power requests come at `DISPATCH_LEVEL`, too.
#[test]
fn requests_wait_while_a_device_sleeps_that_is_not_pageable() {
    sleeps(&DeviceOptions::new().not_pageable());
}

fn sleeps(options: &DeviceOptions) {
    with_device_of(options, |machine, device, file| {
        let before: Vec<_> = (0..8).map(|index| file.submit_write(index, &[1])).collect();
        machine.sleep().expect("asleep");
        let write = file.submit_write(0, &[9]);
        settle(machine);
        assert!(!write.is_done());
        machine.resume().expect("awake");
        settle(machine);
        assert!(write.success().is_ok());
        assert!(before.iter().all(|write| write.success().is_ok()));
        let _ = device;
    });
    let log = logged();
    assert_eq!(
        log,
        [
            "start",
            "power down",
            "power up",
            "cleanup",
            "close",
            "abort",
            "stop"
        ]
    );
}

#[test]
fn a_device_that_is_gone_fails_requests_and_completes_those_that_wait() {
    with_device(|machine, device, file| {
        let waiting = file.submit_control(WAIT.code(), &[], 0);
        let writes: Vec<_> = (0..8).map(|index| file.submit_write(index, &[1])).collect();
        device.surprise_remove().expect("gone");
        settle(machine);
        assert!(waiting.is_done());
        assert!(writes.iter().all(PendingIo::is_done));
        assert!(file.write(0, &[1]).is_err());
        assert!(file.close().is_ok());
        settle(machine);
        assert!(device.is_removed());
    });
    assert_eq!(logged(), ["start", "abort", "stop", "cleanup", "close"]);
}

/// Until it is cancelled: a handle that came after the manager has counted them would be one of a device that is removed. What else comes is served.
#[test]
fn a_device_that_has_agreed_to_go_is_opened_no_more_and_serves() {
    with_device(|_, device, file| {
        let going = Err(NtError::Status(ffi::STATUS_DELETE_PENDING));
        device.query_remove().expect("agreed");
        assert_eq!(device.open().map(drop), going);
        assert_eq!(file.write(0, b"x"), Ok(1));
        device.cancel_remove().expect("cancelled");
        let other = device.open().expect("open");
        other.close().expect("closed");
    });
}
