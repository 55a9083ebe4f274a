//! Memory is short: starts fail, commands fail, and no rule is broken.

use miniport_sim::testing::pattern;
use miniport_sim::{AdapterOptions, Machine, Shortage};

use crate::fixture::load;

/// Starts a RAM disk under a shortage that begins at once or after the start, writes and reads; how many writes failed.
fn short(seed: u64, shortage: Shortage, from_the_start: bool) -> u32 {
    let machine = Machine::builder(seed).processors(2).preemption(20).build();
    let driver = load(&machine);
    if from_the_start {
        machine.fail_allocations(shortage);
    }
    let options = AdapterOptions::new().argument("lun=4M;lun=4M");
    let mut failed = 0;
    // A start that fails is one way to take it.
    if let Ok(adapter) = machine.add_adapter(&driver, options.tolerant_scan()) {
        machine.fail_allocations(shortage);
        assert!(from_the_start || adapter.disks().len() == 2);
        for disk in adapter.disks() {
            for turn in 0..8 {
                let data = pattern(1 << 16, turn);
                if disk.write(turn * 1000, &data).is_err() {
                    failed += 1;
                    continue;
                }
                let mut back = vec![0; data.len()];
                disk.read(turn * 1000, &mut back).unwrap();
                assert!(back == data, "seed {seed}, {shortage:?}");
            }
        }
        adapter.remove();
    }
    let report = machine.shutdown();
    report.assert_clean();
    failed
}

#[test]
fn memory_that_is_short_fails_starts_and_writes_and_breaks_no_rule() {
    let mut failed = 0;
    for seed in 0..20 {
        for every in [1, 2, 5] {
            for from_the_start in [true, false] {
                short(seed, Shortage::EveryNth(every), from_the_start);
                failed += short(seed, Shortage::OneIn(every), from_the_start);
            }
        }
        short(seed, Shortage::LargerThan(4096), true);
    }
    assert!(failed > 50, "{failed}");
}
