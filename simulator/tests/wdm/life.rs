//! A driver's life: loaded, a device added, started, stopped, removed, unloaded.

use miniport::ffi::{STATUS_DEVICE_BUSY, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_UNSUCCESSFUL};
use miniport_sim::{DeviceOptions, Machine, NtError, Role};

use crate::raw::depot::{self, START};

fn machine(seed: u64) -> Machine {
    Machine::builder(seed).processors(2).preemption(30).build()
}

#[test]
fn a_device_is_added_started_removed_and_its_driver_unloaded() {
    for seed in 0..50 {
        let machine = machine(seed);
        let driver = machine.load_wdm(depot::driver_entry).unwrap();
        let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
        device.rebalance().unwrap();
        device.remove().unwrap();
        assert!(device.is_removed());
        machine.unload_wdm(&driver).unwrap();
        assert_eq!(
            machine.add_device(&driver, DeviceOptions::new()).err(),
            Some(NtError::NotLoaded)
        );
        let report = machine.shutdown();
        report.assert_clean();
        assert_eq!(report.calls_of(Role::DriverAddDevice), 1);
        assert_eq!(report.calls_of(Role::DriverUnload), 1);
        assert!(report.calls_of(Role::DriverDispatch) > 10, "{report}");
    }
}

#[test]
fn a_device_is_there_again_after_its_removal() {
    let machine = machine(3);
    let driver = machine.load_wdm(depot::driver_entry).unwrap();
    for _ in 0..3 {
        let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
        let file = machine.open(&device.interfaces()[0]).unwrap();
        file.write(0, b"again").unwrap();
        file.close().unwrap();
        device.remove().unwrap();
        assert_eq!(
            machine.open("\\\\.\\Depot").err(),
            Some(NtError::Status(STATUS_OBJECT_NAME_NOT_FOUND))
        );
    }
    machine.shutdown().assert_clean();
}

#[test]
fn an_open_handle_keeps_a_device_from_being_removed() {
    for seed in 0..20 {
        let machine = machine(seed);
        let driver = machine.load_wdm(depot::driver_entry).unwrap();
        let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
        let file = device.open().unwrap();
        assert_eq!(device.remove(), Err(NtError::Status(STATUS_DEVICE_BUSY)));
        file.write(0, b"still there").unwrap();
        file.close().unwrap();
        device.remove().unwrap();
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_device_that_is_pulled_out_is_removed_when_its_last_handle_is_closed() {
    for seed in 0..20 {
        let machine = machine(seed);
        let driver = machine.load_wdm(depot::driver_entry).unwrap();
        let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
        let files = [device.open().unwrap(), device.open().unwrap()];
        device.surprise_remove().unwrap();
        assert!(!device.is_removed());
        files[0].close().unwrap();
        assert!(!device.is_removed());
        files[1].close().unwrap();
        assert!(device.is_removed());
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_start_that_fails_ends_with_a_removal() {
    for seed in 0..20 {
        for by_bus in [false, true] {
            let machine = machine(seed);
            let driver = machine.load_wdm(depot::driver_entry).unwrap();
            let mut options = DeviceOptions::new();
            if by_bus {
                options = options.bus_fails_start();
            } else {
                START.set(STATUS_UNSUCCESSFUL);
            }
            let added = machine.add_device(&driver, options);
            START.set(0);
            assert_eq!(added.err(), Some(NtError::Status(STATUS_UNSUCCESSFUL)));
            machine.unload_wdm(&driver).unwrap();
            machine.shutdown().assert_clean();
        }
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let run = |seed| {
        let machine = machine(seed);
        let driver = machine.load_wdm(depot::driver_entry).unwrap();
        let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
        let file = device.open().unwrap();
        let reads: Vec<_> = (0..5).map(|index| file.submit_read(index, 10)).collect();
        machine.run();
        assert!(reads.iter().all(|read| read.is_done()));
        file.close().unwrap();
        let report = machine.shutdown();
        report.assert_clean();
        (report.fingerprint, report.time)
    };
    for seed in 0..10 {
        assert_eq!(run(seed), run(seed));
    }
    assert_ne!(run(1), run(2));
}
