//! The device comes, is stopped for a while, and goes: with requests under way.

use std::time::Duration;

use edu::interface;
use miniport_sim::device::edu::Edu;
use miniport_sim::{DeviceOptions, NtError};

use crate::fixture::{Bench, INTERRUPTS, everywhere, failure, pattern, seeds};

#[test]
fn a_rebalance_waits_for_what_runs_and_holds_what_comes() {
    everywhere(30, |bench| {
        let write = bench.file().submit_write(0, &pattern(2000, 1));
        let wait = bench.file().submit_control(interface::WAIT.code(), &[], 4);
        bench.wait(Duration::from_millis(30));
        bench.device.rebalance().expect("rebalanced");
        assert!(write.success().is_ok());
        assert!(!wait.is_done());
        assert!(bench.edu.buffer()[..2000] == pattern(2000, 1));
        assert_eq!(bench.factorial(5), Ok(120));
        wait.cancel().expect("cancelled");
    });
}

#[test]
fn a_device_is_removed_when_its_files_are_closed() {
    everywhere(20, |bench| {
        assert!(bench.device.remove().is_err());
        assert_eq!(bench.factorial(4), Ok(24));
        bench.file.take().expect("open").close().expect("closed");
        bench.device.remove().expect("removed");
        assert!(bench.device.is_removed());
        assert_eq!(bench.edu.interrupt_status(), 0);
        bench.machine.unload_wdm(&bench.driver).expect("unloaded");
    });
}

#[test]
fn a_device_that_is_pulled_out_fails_what_it_was_doing() {
    for seed in seeds(40) {
        for interrupts in INTERRUPTS {
            let mut bench = Bench::new(seed, interrupts);
            let writes: Vec<_> = (0..3)
                .map(|index| {
                    bench.wait(Duration::from_millis(1));
                    bench.file().submit_write(0, &pattern(2000, index))
                })
                .collect();
            let wait = bench.file().submit_control(interface::WAIT.code(), &[], 4);
            bench.wait(Duration::from_millis(seed % 80 * 7));
            bench.edu.remove();
            bench.device.surprise_remove().expect("gone");
            for io in writes.iter().chain([&wait]) {
                io.wait().expect("answered");
            }
            assert!(failure(&writes[2]).is_some());
            assert!(failure(&wait).is_some());
            assert!(bench.file().write(0, &[1]).is_err());
            bench.file.take().expect("open").close().expect("closed");
            bench.wait(Duration::from_millis(1));
            assert!(bench.device.is_removed());
            bench.finish();
        }
    }
}

#[test]
fn what_is_no_such_device_is_not_started() {
    let machine = miniport_sim::Machine::new(1);
    let driver = machine.load_wdm(edu::DriverEntry).expect("loaded");
    // A device without memory below 256 MiB that reads as nothing.
    let (hardware, edu) = Edu::builder().build();
    edu.remove();
    let added = machine.add_pci_device(&driver, hardware, DeviceOptions::new());
    assert!(matches!(added, Err(NtError::Status(_))), "{added:?}");
    machine.shutdown().assert_clean();
}
