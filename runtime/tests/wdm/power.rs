//! A device loses and gets power: with the system, and alone.

use std::time::Duration;

use miniport::ffi;
use miniport_sim::{DeviceOptions, File, Machine, NtError, Role, SpecialFile, WdmDevice};

use crate::depot::{DriverEntry, logged};
use crate::errand;
use crate::life;

fn with_device(options: &DeviceOptions, test: impl Fn(&Machine, &WdmDevice, &File)) {
    for seed in 0..40 {
        logged();
        let machine = Machine::builder(seed)
            .processors(3)
            .preemption(30)
            .trace()
            .build();
        life::with_device(machine, DriverEntry, options.clone(), &test);
    }
}

/// Starting gives power: no request says so afterwards.
#[test]
fn a_device_that_slept_alone_serves_again_when_it_was_stopped_and_started() {
    with_device(&DeviceOptions::new(), |machine, device, file| {
        device.lose_power().expect("no power");
        let held = file.submit_write(0, &[1]);
        machine.advance(Duration::from_millis(10));
        assert!(!held.is_done());
        device.stop().expect("stopped");
        assert!(!held.is_done());
        device.start().expect("started");
        assert!(held.success().is_ok());
        assert_eq!(file.write(0, &[2]), Ok(1));
        assert_eq!(logged(), ["start", "power down", "stop", "start"]);
    });
}

/// A query of the system is one of the device, too; and a device that was asked serves again, whatever comes of it.
#[test]
fn the_device_is_asked_when_the_system_is() {
    with_device(&DeviceOptions::new(), |machine, _, file| {
        for _ in 0..3 {
            machine.sleep().expect("asleep");
            machine.resume().expect("awake");
            assert_eq!(file.write(0, &[1]), Ok(1));
        }
        let log = machine.log();
        let queries = log.iter().filter(|entry| {
            let text = &entry.text;
            text.contains("DRIVER_DISPATCH of IRP_MN_QUERY_POWER")
        });
        // In a critical situation nobody is asked. Each query is one of the system and one of the device, which was set six times.
        let queries = queries.count() as u64;
        let of_the_device = machine.report().calls_of(Role::RequestPowerComplete) - 6;
        assert_eq!(queries, 2 * of_the_device);
    });
}

/// The system is told that it works, and stays awake, or sleeps all the same.
#[test]
fn a_device_that_was_asked_and_keeps_its_power_serves_again() {
    let options = DeviceOptions::new().bus_refuses_sleep();
    with_device(&options, |machine, _, file| {
        for _ in 0..3 {
            let before: Vec<_> = (0..4).map(|_| file.submit_write(0, &[1])).collect();
            if machine.sleep().is_ok() {
                machine.resume().expect("awake");
            }
            assert_eq!(file.write(0, &[2]), Ok(1));
            assert!(before.iter().all(|write| write.success().is_ok()));
        }
    });
}

/// One thread runs all work items: a power request that waited in one for the driver's would wait for ever.
#[test]
fn a_power_request_keeps_no_thread_from_work_items() {
    for seed in 0..60 {
        let machine = Machine::builder(seed)
            .processors(3)
            .preemption(40)
            .workers(1)
            .build();
        let driver = machine.load_wdm(errand::DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new().not_pageable())
            .expect("started");
        let file = device.open().expect("open");
        for round in 0..4 {
            let reads: Vec<_> = (0..6).map(|_| file.submit_read(0, 0)).collect();
            machine.advance(Duration::from_nanos(seed * 100 * round));
            machine.sleep().expect("asleep");
            machine.resume().expect("awake");
            assert!(reads.iter().all(|read| read.success().is_ok()));
        }
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
}

/// A device that the system needs is neither stopped nor removed, sleeps, and is as pageable as before when the file is gone. (That it is
/// not meanwhile, and what it tells of its power, is looked at by the simulator.)
#[test]
fn a_device_with_a_special_file_stays() {
    for file in [
        SpecialFile::Paging,
        SpecialFile::Hibernation,
        SpecialFile::Dump,
    ] {
        with_device(&DeviceOptions::new(), |machine, device, handle| {
            let busy = Err(NtError::Status(ffi::STATUS_DEVICE_BUSY));
            for _ in 0..2 {
                device.contain(file).expect("contained");
                device.contain(file).expect("contained");
                device.contain_no_more(file).expect("one is there");
                machine.advance(Duration::from_millis(1));
                assert!(device.is_needed());
                assert_eq!(device.stop(), busy);
                assert_eq!(device.remove(), busy);
                machine.sleep().expect("asleep");
                machine.resume().expect("awake");
                machine.hibernate().expect("asleep");
                machine.resume().expect("awake");
                assert_eq!(handle.write(0, &[1]), Ok(1));
                device.contain_no_more(file).expect("none is there");
                machine.advance(Duration::from_millis(1));
                assert!(!device.is_needed());
                device.rebalance().expect("started again");
            }
        });
    }
}

/// Where a lower driver refuses the file, it is not there.
#[test]
fn a_special_file_that_is_refused_is_not_counted() {
    let options = DeviceOptions::new().bus_refuses_files();
    with_device(&options, |machine, device, file| {
        let refused = Err(NtError::Status(ffi::STATUS_UNSUCCESSFUL));
        assert_eq!(device.contain(SpecialFile::Paging), refused);
        machine.advance(Duration::from_millis(1));
        assert!(!device.is_needed());
        device.rebalance().expect("started again");
        assert_eq!(file.write(0, &[1]), Ok(1));
    });
}
