//! What a reset and a removal do to the command that the work item runs.

use std::time::Duration;

use miniport::ffi;
use miniport::scsi::cdb;
use miniport_sim::testing::Bench;
use miniport_sim::{Address, Direction, Machine, Pending, SrbForm};

use crate::fixture::start_on;

/// A machine whose work item is in the middle of a WRITE SAME: after the first chunk of memory, and before the last.
fn in_the_middle(seed: u64) -> (Bench, Pending) {
    let machine = Machine::builder(seed).processors(2).preemption(50).build();
    let bench = start_on(machine, SrbForm::Storage, "lun=4G");
    let block = [7; 512];
    let same = cdb::write_same_16(0, 0);
    let pending = bench.disk().submit(&same, Direction::Out, &block).unwrap();
    bench
        .machine
        .advance(Duration::from_nanos(20_000 + 200 * seed));
    assert_eq!(bench.adapter.outstanding(), 1, "it runs");
    (bench, pending)
}

/// Page `nc-storport-hw_reset_bus`: the miniport completes the requests that it has "during this routine"; a reset of a unit ends those of
/// the unit before itself (`multi-tier-reset-in-storport`).
#[test]
fn a_reset_ends_the_command_that_runs() {
    for seed in 0..24 {
        let (bench, pending) = in_the_middle(seed);
        if seed % 2 == 0 {
            let function = ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT;
            let reset = bench.adapter.send(Address::default(), function).unwrap();
            assert!(reset.is_success());
        } else {
            bench.adapter.reset().unwrap();
            // Is answered at once, and is told of after what was completed before.
            let function = ffi::SRB_FUNCTION_FLUSH;
            assert!(
                bench
                    .adapter
                    .send(Address::default(), function)
                    .unwrap()
                    .is_success()
            );
        }
        // Storport may tell of it some microseconds later than of the reset; it is sent again after a millisecond at least.
        bench.machine.advance(Duration::from_micros(50));
        assert_eq!(bench.adapter.outstanding(), 0, "seed {seed}");
        // It is sent again, and hears of the reset.
        let (completion, _) = pending.wait().unwrap();
        assert_eq!(
            completion.sense_code().map(|code| code.0),
            Some(6),
            "{completion}"
        );
        bench.finish();
    }
}

/// SAM-5, 6.3.3: a reset aborts all commands.
#[test]
fn a_command_goes_no_further_after_a_reset() {
    for seed in 0..12 {
        let (bench, pending) = in_the_middle(seed);
        bench.adapter.reset().unwrap();
        pending.wait().unwrap();
        let last = bench.disk().blocks() - 1;
        assert_eq!(bench.read(0, 1), [7; 512]);
        assert_eq!(bench.read(last, 1), [0; 512], "seed {seed}");
        bench.finish();
    }
}

#[test]
fn a_command_goes_no_further_after_a_removal() {
    for seed in 0..12 {
        let (bench, pending) = in_the_middle(seed);
        bench.adapter.surprise_remove().unwrap();
        let (completion, _) = pending.wait().unwrap();
        assert_eq!(
            (completion.srb_status, completion.transferred),
            (ffi::SRB_STATUS_NO_DEVICE, 0)
        );
        bench.finish();
    }
}
