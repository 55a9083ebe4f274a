//! Memory is short: a device is not added, a file that is closed is not noted, and nothing is left behind or lost.

use std::time::Duration;

use miniport_sim::{DeviceOptions, Machine, Shortage};

use crate::hoard::{DriverEntry, FINISH, QUEUE, WAIT};

/// Whether the device could be added.
fn short(seed: u64, shortage: Shortage, from_the_start: bool) -> bool {
    let machine = Machine::builder(seed).processors(2).preemption(30).build();
    let driver = machine.load_wdm(DriverEntry).expect("loaded");
    if from_the_start {
        machine.fail_allocations(shortage);
    }
    let options = DeviceOptions::new().storage_stack();
    let device = machine.add_device(&driver, options);
    machine.fail_allocations(shortage);
    if let Ok(device) = &device {
        for _ in 0..3 {
            let file = device.open().expect("open");
            let submit = |code: u32| file.submit_control(code, &[], 0);
            let requests = [WAIT, QUEUE, QUEUE, WAIT].map(|code| submit(code.code()));
            machine.advance(Duration::from_millis(1));
            file.control(FINISH.code(), &[], &mut []).expect("finished");
            file.control(FINISH.code(), &[], &mut []).expect("finished");
            file.close().expect("closed");
            machine.advance(Duration::from_millis(1));
            assert!(requests.iter().all(miniport_sim::PendingIo::is_done));
        }
        device.remove().expect("removed");
    }
    machine.shutdown().assert_clean();
    device.is_ok()
}

#[test]
fn memory_that_is_short_fails_starts_and_loses_nothing() {
    let mut added = 0;
    for seed in 0..20 {
        for every in [1, 2, 5] {
            for from_the_start in [true, false] {
                for shortage in [Shortage::EveryNth(every), Shortage::OneIn(every)] {
                    added += u32::from(short(seed, shortage, from_the_start));
                }
            }
        }
    }
    assert!((120..240).contains(&added), "{added}");
}
