//! The last handle of a file is closed: what waits for it is completed, wherever it waits, and nothing else.

use std::time::Duration;

use miniport::ffi;
use miniport_sim::{DeviceOptions, File, Machine, NtError, PendingIo, PowerRequest, WdmDevice};

use crate::hoard::{DriverEntry, FINISH, QUEUE, TAKE, WAIT};

fn settle(machine: &Machine) {
    machine.advance(Duration::from_millis(1));
}

/// How a request failed.
fn status(io: &PendingIo) -> Option<ffi::NTSTATUS> {
    io.success().err().and_then(NtError::status)
}

/// A device in a storage stack, one file, and another one that is closed in the test.
fn with_files(test: impl Fn(&Machine, &WdmDevice, &File, File)) {
    for seed in 0..60 {
        let machine = Machine::builder(seed).processors(3).preemption(40).build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new().storage_stack())
            .expect("started");
        let (file, other) = (device.open().expect("open"), device.open().expect("open"));
        test(&machine, &device, &file, other);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn requests_of_a_closed_file_leave_the_system_queue() {
    with_files(|machine, _, file, other| {
        let queue = |file: &File| file.submit_control(QUEUE.code(), &[], 0);
        let first = queue(file);
        settle(machine);
        let rest: Vec<_> = (0..4).map(|_| [queue(file), queue(&other)]).collect();
        settle(machine);
        other.close().expect("closed");
        settle(machine);
        assert!(!first.is_done());
        for [stays, goes] in &rest {
            assert!(!stays.is_done());
            assert!(goes.is_done());
            assert_eq!(status(goes), Some(ffi::STATUS_CANCELLED));
        }
        // The others go on, one at a time.
        let all = || std::iter::once(&first).chain(rest.iter().map(|[stays, _]| stays));
        for done in 1..=5 {
            file.control(FINISH.code(), &[], &mut []).expect("finished");
            settle(machine);
            assert_eq!(all().filter(|next| next.is_done()).count(), done);
        }
        assert!(all().all(|next| next.success().is_ok()));
        file.close().expect("closed");
    });
}

#[test]
fn a_request_of_a_closed_file_does_not_wait_when_it_is_put_back() {
    with_files(|machine, _, file, other| {
        let waits = other.submit_control(WAIT.code(), &[], 0);
        settle(machine);
        file.control(TAKE.code(), &[], &mut []).expect("taken");
        let stays = file.submit_control(WAIT.code(), &[], 0);
        settle(machine);
        // Its last request keeps the file until the driver has put that back.
        other.close().expect("closed");
        machine.advance(Duration::from_secs(2));
        assert!(waits.is_done());
        assert_eq!(status(&waits), Some(ffi::STATUS_CANCELLED));
        assert!(!stays.is_done());
        file.close().expect("closed");
        settle(machine);
        assert_eq!(status(&stays), Some(ffi::STATUS_CANCELLED));
    });
}

/// Another driver has a reference of a file whose handle is closed: `IRP_MJ_CLEANUP` came before its requests, which are as good as others.
#[test]
fn requests_that_come_after_the_cleanup_wait_as_others_do() {
    with_files(|machine, device, file, other| {
        other.close().expect("closed");
        let driver = device.connect().expect("connected");
        let mut requests = vec![driver.submit_control(WAIT.code(), &[], 0)];
        settle(machine);
        file.control(TAKE.code(), &[], &mut []).expect("taken");
        // It is put back.
        machine.advance(Duration::from_secs(2));
        device.stop().expect("stopped");
        requests.extend((0..3).map(|_| driver.submit_control(WAIT.code(), &[], 0)));
        settle(machine);
        device.start().expect("started");
        for _ in 0..3 {
            requests.push(driver.submit_control(QUEUE.code(), &[], 0));
            settle(machine);
        }
        assert!(!requests.iter().any(PendingIo::is_done));
        for _ in 0..3 {
            file.control(FINISH.code(), &[], &mut []).expect("finished");
            settle(machine);
        }
        assert!(requests[4..].iter().all(|queued| queued.success().is_ok()));
        for waits in &requests[..4] {
            assert!(!waits.is_done());
            waits.cancel().expect("cancelled");
            assert_eq!(status(waits), Some(ffi::STATUS_CANCELLED));
        }
        driver.close().expect("closed");
        file.close().expect("closed");
    });
}

/// A handle is closed while its requests, which waited for the device, go to their dispatch routine again.
#[test]
fn a_request_that_was_held_back_does_not_wait_when_its_file_is_closed() {
    with_files(|machine, device, file, other| {
        other.close().expect("closed");
        for code in [WAIT, QUEUE, WAIT] {
            let other = device.open().expect("open");
            device.stop().expect("stopped");
            let submit = |_| other.submit_control(code.code(), &[], 0);
            let requests: Vec<_> = (0..4).map(submit).collect();
            settle(machine);
            other.begin_close();
            device.start().expect("started");
            settle(machine);
            file.control(FINISH.code(), &[], &mut []).expect("finished");
            other.close().expect("closed");
            settle(machine);
            assert!(requests.iter().all(PendingIo::is_done));
        }
        file.close().expect("closed");
    });
}

/// Where a request is of no file, nobody but its driver waits for the one who cancels it when the device is removed.
#[test]
fn a_request_is_cancelled_while_its_device_is_removed() {
    for seed in 0..120 {
        let machine = Machine::builder(seed).processors(3);
        // Who cancels is sometimes kept from its processor for as long as all the rest takes.
        let machine = machine.preemption(10).delays(20).build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let options = DeviceOptions::new().storage_stack();
        let device = machine.add_device(&driver, options).expect("started");
        let above = device.object();
        let submit = |_| above.submit_control(WAIT.code(), &[], 0);
        let requests: Vec<_> = (0..12).map(submit).collect();
        machine.advance(Duration::from_secs(1));
        for request in &requests[1..] {
            request.cancel().expect("cancelled");
        }
        device.surprise_remove().expect("removed");
        machine.advance(Duration::from_secs(1));
        assert!(requests.iter().all(PendingIo::is_done));
        machine.shutdown().assert_clean();
    }
}

/// It comes to the queue before, while or after the queue is swept.
#[test]
fn a_request_of_a_closed_file_does_not_wait_in_the_system_queue() {
    with_files(|machine, device, file, other| {
        other.close().expect("closed");
        let first = file.submit_control(QUEUE.code(), &[], 0);
        settle(machine);
        for _ in 0..8 {
            let other = device.open().expect("open");
            let late = other.submit_control(QUEUE.code(), &[], 0);
            late.begin().expect("begun");
            other.close().expect("closed");
            settle(machine);
            assert!(!first.is_done());
            assert!(late.is_done());
        }
        file.control(FINISH.code(), &[], &mut []).expect("finished");
        settle(machine);
        assert!(first.success().is_ok());
        file.close().expect("closed");
    });
}

#[test]
fn requests_in_the_system_queue_are_failed_when_the_device_is_gone() {
    with_files(|machine, device, file, other| {
        let rest: Vec<_> = [file, &other]
            .into_iter()
            .cycle()
            .take(5)
            .map(|file| file.submit_control(QUEUE.code(), &[], 0))
            .collect();
        settle(machine);
        device.surprise_remove().expect("gone");
        settle(machine);
        // The device had one of them: that one is the driver's.
        let failed = |with| {
            rest.iter()
                .filter(|request| status(request) == Some(with))
                .count()
        };
        assert_eq!(failed(ffi::STATUS_CANCELLED), 1);
        assert_eq!(failed(ffi::STATUS_NO_SUCH_DEVICE), 4);
        other.close().expect("closed");
        file.close().expect("closed");
    });
}

/// Where they are held back just when the device goes on, nobody forgets them.
#[test]
fn device_controls_at_dispatch_level_go_on_after_a_stop() {
    with_files(|machine, device, file, other| {
        for _ in 0..4 {
            let submit = |_| file.submit_control(FINISH.code(), &[], 0);
            let requests: Vec<_> = (0..12).map(submit).collect();
            device.rebalance().expect("started again");
            settle(machine);
            assert!(requests.iter().all(|request| request.success().is_ok()));
        }
        other.close().expect("closed");
        file.close().expect("closed");
    });
}

/// Device controls of a storage stack wait for power, and go on where they may run.
#[test]
fn device_controls_come_up_to_dispatch_level() {
    with_files(|machine, _, file, other| {
        machine.sleep().expect("asleep");
        let wait = |_| other.submit_control(WAIT.code(), &[], 0);
        let waiting: Vec<_> = (0..3).map(wait).collect();
        settle(machine);
        machine.resume().expect("awake");
        settle(machine);
        for _ in 0..3 {
            file.control(TAKE.code(), &[], &mut []).expect("taken");
            machine.advance(Duration::from_secs(2));
        }
        assert!(!waiting.iter().any(PendingIo::is_done));
        other.close().expect("closed");
        settle(machine);
        assert!(waiting.iter().all(PendingIo::is_done));
        file.close().expect("closed");
    });
}

/// It leaves the system queue for a stop while its file is closed.
#[test]
fn a_request_of_a_closed_file_does_not_wait_for_a_start() {
    for seed in 0..200 {
        let machine = Machine::builder(seed).processors(3).preemption(10).build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let options = DeviceOptions::new().storage_stack();
        let device = machine.add_device(&driver, options).expect("started");
        let (file, other) = (device.open().expect("open"), device.open().expect("open"));
        let first = file.submit_control(QUEUE.code(), &[], 0);
        settle(&machine);
        let queue = |_| other.submit_control(QUEUE.code(), &[], 0);
        let requests: Vec<_> = (0..6).map(queue).collect();
        settle(&machine);
        let down = device.submit_power(PowerRequest::Down);
        other.begin_close();
        other.close().expect("closed");
        settle(&machine);
        assert!(requests.iter().all(PendingIo::is_done));
        assert!(!first.is_done() && !down.is_done());
        device.surprise_remove().expect("gone");
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
}
