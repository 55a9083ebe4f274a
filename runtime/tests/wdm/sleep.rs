//! What a device hears of its power, in which order, and what becomes of it where power does not come.

use std::time::Duration;

use miniport::ffi;
use miniport_sim::{DeviceOptions, File, Machine, NtError, PowerRequest, SpecialFile, WdmDevice};

use crate::life;
use crate::sleeper::{DriverEntry, SLOW, forget};

fn with_device(options: &DeviceOptions, test: impl Fn(&Machine, &WdmDevice, &File)) {
    for seed in 0..60 {
        forget();
        let machine = Machine::builder(seed)
            .processors(3)
            .preemption(30)
            .trace()
            .build();
        life::with_device(machine, DriverEntry, options.clone(), &test);
    }
}

fn pageable_or_not() -> [DeviceOptions; 2] {
    [DeviceOptions::new(), DeviceOptions::new().not_pageable()]
}

/// Where in the log each of these comes first, after the first that comes `after`.
fn places(machine: &Machine, after: &str, texts: &[&str]) -> Vec<usize> {
    let log = machine.log();
    let place = |from: usize, text: &str| {
        let mut rest = log[from..].iter();
        let index = rest.position(|entry| entry.text.contains(text));
        from + index.unwrap_or_else(|| panic!("{text} is not in the log"))
    };
    let from = place(0, after);
    texts.iter().map(|text| place(from, text)).collect()
}

/// The hook, what the system is told, the end of the request, and only then what has waited for it.
#[test]
fn a_device_serves_when_its_request_for_power_is_completed() {
    for options in pageable_or_not() {
        with_device(&options, |machine, device, file| {
            let down = device.submit_power(PowerRequest::SystemDown);
            assert_eq!(down.wait(), Ok(()));
            let write = file.submit_write(0, &[1]);
            machine.advance(Duration::from_millis(1));
            let up = device.submit_power(PowerRequest::SystemUp);
            assert_eq!(up.wait(), Ok(()));
            assert!(write.success().is_ok());
            let order = [
                "PoSetPowerState",
                "REQUEST_POWER_COMPLETE",
                "hook: resume",
                "hook: write",
            ];
            let places = places(machine, "hook: power up", &order);
            assert!(places.is_sorted(), "{order:?}: {places:?}");
        });
    }
}

/// A device without child devices keeps the system from nothing.
#[test]
fn the_system_works_before_the_device_has_its_power() {
    for options in pageable_or_not() {
        with_device(
            &options.bus_keeps_power_until_removed(),
            |machine, device, file| {
                machine.sleep().expect("asleep");
                machine.resume().expect("awake");
                let write = file.submit_write(0, &[1]);
                machine.advance(Duration::from_millis(1));
                assert!(!write.is_done());
                device.surprise_remove().expect("gone");
                let gone = Err(NtError::Status(ffi::STATUS_NO_SUCH_DEVICE));
                assert_eq!(write.success().map(drop), gone);
            },
        );
    }
}

/// The system is told when the driver is done.
#[test]
fn a_start_is_told_when_the_driver_has_started() {
    with_device(&DeviceOptions::new(), |machine, _, _| {
        let order = ["hook: started", "PoSetPowerState", "hook: resume"];
        let places = places(machine, "hook: start", &order);
        assert!(places.is_sorted(), "{places:?}");
    });
}

/// All that the driver may do for sleep but for switching the device off.
#[test]
fn a_driver_hears_that_its_device_keeps_power_for_the_hibernation_file() {
    with_device(&DeviceOptions::new(), |machine, device, file| {
        let told = |text: &str| machine.log().iter().any(|entry| entry.text.contains(text));
        machine.hibernate().expect("asleep");
        machine.resume().expect("awake");
        device.contain(SpecialFile::Hibernation).expect("contained");
        machine.sleep().expect("asleep");
        machine.resume().expect("awake");
        assert!(told("hook: power down Now"));
        assert!(!told("hook: power down AfterHibernation"));
        machine.hibernate().expect("asleep");
        machine.resume().expect("awake");
        assert!(told("hook: power down AfterHibernation"));
        assert_eq!(file.write(0, &[1]), Ok(0));
        device
            .contain_no_more(SpecialFile::Hibernation)
            .expect("none is there");
    });
}

/// What waits for power that does not come fails, what comes fails, and plug and play takes the device away.
#[test]
fn requests_fail_where_the_device_gets_no_power() {
    for options in pageable_or_not() {
        with_device(&options.bus_fails_power_up(), |machine, device, file| {
            let failure = Err(NtError::Status(ffi::STATUS_DEVICE_POWER_FAILURE));
            device.lose_power().expect("no power");
            let waiting: Vec<_> = (0..3).map(|_| file.submit_write(0, &[1])).collect();
            machine.advance(Duration::from_millis(1));
            assert!(waiting.iter().all(|write| !write.is_done()));
            let up = device.submit_power(PowerRequest::Up);
            assert_eq!(up.wait(), Err(NtError::Status(ffi::STATUS_UNSUCCESSFUL)));
            for write in waiting {
                assert_eq!(write.success().map(drop), failure);
            }
            machine.advance(Duration::from_millis(1));
            assert!(file.write(0, &[1]).is_err());
            file.close().expect("closed");
            machine.advance(Duration::from_millis(20));
            assert!(device.is_removed());
        });
    }
}

/// Nobody sends a request for power after a query that was refused: the device had it all the time.
#[test]
fn a_device_serves_again_when_a_lower_driver_refuses_a_query() {
    for options in pageable_or_not() {
        with_device(&options.bus_refuses_sleep(), |_, device, file| {
            let refused = Err(NtError::Status(ffi::STATUS_UNSUCCESSFUL));
            for _ in 0..3 {
                assert_eq!(device.submit_power(PowerRequest::Query).wait(), refused);
                assert_eq!(file.write(0, &[1]), Ok(0));
            }
        });
    }
}

/// All threads for work items may wait for what the device is to read.
#[test]
fn a_device_that_is_paged_to_gets_power_and_serves_without_a_thread_for_work_items() {
    let options = DeviceOptions::new().not_pageable();
    with_device(&options, |machine, device, file| {
        device.contain(SpecialFile::Paging).expect("contained");
        device.lose_power().expect("no power");
        let write = file.submit_write(0, &[1]);
        machine.hold_work_items(true);
        let up = device.submit_power(PowerRequest::Up);
        machine.advance(Duration::from_millis(100));
        assert!(up.is_done() && write.is_done());
        machine.hold_work_items(false);
        file.flush().expect("flushed");
        device
            .contain_no_more(SpecialFile::Paging)
            .expect("none is there");
    });
}

/// As the device before, which has something to do when it is to sleep: until a thread has told the system of it, it serves, and from then on
/// no thread is needed.
#[test]
fn a_device_that_is_paged_to_loses_its_power_without_a_thread_for_work_items() {
    let options = DeviceOptions::new().not_pageable();
    with_device(&options, |machine, device, file| {
        let slow = file.submit_read(SLOW, 0);
        machine.advance(Duration::from_millis(1));
        machine.hold_work_items(true);
        let down = device.submit_power(PowerRequest::Down);
        machine.advance(Duration::from_millis(5));
        let write = file.submit_write(0, &[1]);
        machine.advance(Duration::from_millis(5));
        // It has come at PASSIVE_LEVEL, or waits for a thread.
        assert!(!write.is_done() || !down.is_done());
        machine.hold_work_items(false);
        machine.advance(Duration::from_millis(5));
        machine.hold_work_items(true);
        machine.advance(Duration::from_millis(100));
        assert!(down.is_done() && slow.is_done());
        machine.hold_work_items(false);
        assert_eq!(device.submit_power(PowerRequest::Up).wait(), Ok(()));
    });
}

/// A file that was never there is taken off nothing, whatever a lower driver says.
#[test]
fn a_special_file_that_is_not_there_is_not_taken_off() {
    let options = DeviceOptions::new().bus_refuses_files();
    with_device(&options, |machine, device, _| {
        let refused = Err(NtError::Status(ffi::STATUS_UNSUCCESSFUL));
        assert_eq!(device.contain_no_more(SpecialFile::Paging), refused);
        machine.advance(Duration::from_millis(1));
        device.rebalance().expect("started again");
    });
}

/// Until it is cancelled: a handle that came after the manager has counted them would be one of a device that is removed. What else comes is served.
#[test]
fn a_device_that_has_agreed_to_go_is_opened_no_more_and_serves() {
    with_device(&DeviceOptions::new(), |_, device, file| {
        let going = Err(NtError::Status(ffi::STATUS_DELETE_PENDING));
        device.query_remove().expect("agreed");
        assert_eq!(device.open().map(drop), going);
        assert_eq!(file.write(0, &[1]), Ok(0));
        assert_eq!(device.submit_power(PowerRequest::Down).wait(), Ok(()));
        assert_eq!(device.submit_power(PowerRequest::Up).wait(), Ok(()));
        assert_eq!(file.write(0, &[1]), Ok(0));
        device.cancel_remove().expect("cancelled");
        let other = device.open().expect("open");
        other.close().expect("closed");
    });
}
