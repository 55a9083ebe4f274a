//! The device comes, is stopped for a while, and goes: with requests under way.

use std::time::Duration;

use edu::interface;
use miniport_sim::device::edu::Edu;
use miniport_sim::{DeviceOptions, NtError};

use crate::fixture::{Bench, INTERRUPTS, failure, load, on_both, pattern, qemu_seeds, seeds};

#[test]
fn a_rebalance_waits_for_what_runs_and_holds_what_comes() {
    on_both(30, |bench| {
        let write = bench.file().submit_write(0, &pattern(2000, 1));
        let wait = bench.file().submit_control(interface::WAIT.code(), &[], 4);
        bench.wait(Duration::from_millis(30));
        bench.device.rebalance().expect("rebalanced");
        assert!(write.success().is_ok());
        assert!(!wait.is_done());
        let mut back = vec![0; 2000];
        assert_eq!(bench.file().read(0, &mut back), Ok(2000));
        assert!(back == pattern(2000, 1));
        assert_eq!(bench.factorial(5), Ok(120));
        wait.cancel().expect("cancelled");
    });
}

#[test]
fn a_device_is_removed_when_its_files_are_closed() {
    on_both(20, |bench| {
        assert!(bench.device.remove().is_err());
        assert_eq!(bench.factorial(4), Ok(24));
        bench.file.take().expect("open").close().expect("closed");
        bench.device.remove().expect("removed");
        assert!(bench.device.is_removed());
        if let Some(edu) = bench.model() {
            assert_eq!(edu.interrupt_status(), 0);
        }
        bench.machine.unload_wdm(&bench.driver).expect("unloaded");
    });
}

#[test]
fn a_device_that_is_pulled_out_fails_what_it_was_doing() {
    let fails = |mut bench: Bench, milliseconds| {
        let writes: Vec<_> = (0..3)
            .map(|index| {
                bench.wait(Duration::from_millis(1));
                bench.file().submit_write(0, &pattern(2000, index))
            })
            .collect();
        let wait = bench.file().submit_control(interface::WAIT.code(), &[], 4);
        bench.wait(Duration::from_millis(milliseconds));
        bench.pull_out();
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
    };
    for interrupts in INTERRUPTS {
        for seed in seeds(40) {
            fails(Bench::new(seed, interrupts), seed % 80 * 7);
        }
        for seed in qemu_seeds() {
            fails(Bench::on_qemu(seed, interrupts), (seed + 5) % 80 * 7);
        }
    }
}

#[test]
fn a_device_that_is_pulled_out_while_requests_come_answers_none_wrongly() {
    const NUMBERS: std::ops::RangeInclusive<u32> = 3..=8;
    for seed in seeds(900) {
        let interrupts = if seed % 2 == 0 {
            INTERRUPTS[0]
        } else {
            INTERRUPTS[1]
        };
        let bench = Bench::new(seed, interrupts);
        let requests: Vec<_> = NUMBERS
            .map(|number| {
                let code = interface::FACTORIAL.code();
                bench.file().submit_control(code, &number.to_le_bytes(), 4)
            })
            .collect();
        bench.wait(Duration::from_nanos(seed / 2 * 37 % 15_000));
        bench.pull_out();
        for (number, request) in NUMBERS.zip(&requests) {
            request.wait().expect("answered");
            if let Ok(answer) = request.success() {
                let factorial: u32 = (1..=number).product();
                assert_eq!(answer.data, factorial.to_le_bytes(), "seed {seed}");
            }
        }
        bench.finish();
    }
}

#[test]
fn what_is_no_such_device_is_not_started() {
    let machine = miniport_sim::Machine::new(1);
    let driver = load(&machine);
    // A device without memory below 256 MiB that reads as nothing.
    let (hardware, edu) = Edu::builder().build();
    edu.remove();
    let added = machine.add_pci_device(&driver, hardware, DeviceOptions::new());
    assert!(matches!(added, Err(NtError::Status(_))), "{added:?}");
    machine.shutdown().assert_clean();
}
