//! Memory is short: starts fail, and no rule is broken, neither Storport's nor the controller's.

use miniport_sim::device::nvme::Nvme;
use miniport_sim::testing::pattern;
use miniport_sim::{AdapterOptions, Shortage};

use crate::fixture::{INTERRUPTS, Plan, load};

/// Starts the driver under a shortage that begins at once or after the start, writes and reads; whether it started.
fn short(plan: &Plan, shortage: Shortage, from_the_start: bool) -> bool {
    let (device, handle) = Nvme::builder().namespace(plan.namespace()).build();
    let machine = plan.machine().build();
    let driver = load(&machine);
    if from_the_start {
        machine.fail_allocations(shortage);
    }
    let options: AdapterOptions = plan.options().tolerant_scan();
    let adapter = machine.add_pci_adapter(&driver, device, options);
    let started = adapter.is_ok();
    if let Ok(adapter) = adapter {
        machine.fail_allocations(shortage);
        for disk in adapter.disks() {
            let data = pattern(1 << 17, plan.seed);
            // A write may fail; what was written comes back.
            if disk.write(8, &data).is_ok() {
                let mut back = vec![0; data.len()];
                disk.read(8, &mut back).unwrap();
                assert!(back == data, "{plan:?}, {shortage:?}");
            }
        }
        adapter.remove();
    }
    let report = machine.shutdown();
    assert!(report.is_clean(), "{plan:?}, {shortage:?}: {report}");
    assert_eq!(handle.mistakes(), [], "{plan:?}, {shortage:?}");
    started
}

#[test]
fn memory_that_is_short_fails_starts_and_breaks_no_rule() {
    let (mut started, mut failed) = (0, 0);
    for interrupts in INTERRUPTS {
        for seed in 0..6 {
            let plan = Plan {
                interrupts,
                ..Plan::seed(seed)
            };
            for every in [1, 2, 3, 7, 20] {
                for shortage in [Shortage::EveryNth(every), Shortage::OneIn(every)] {
                    for from_the_start in [true, false] {
                        let has_started = short(&plan, shortage, from_the_start);
                        started += u32::from(has_started);
                        failed += u32::from(!has_started);
                        assert!(from_the_start || has_started);
                    }
                }
            }
            short(&plan, Shortage::LargerThan(4096), true);
        }
    }
    assert!(started > 300 && failed > 50, "{started} {failed}");
}
