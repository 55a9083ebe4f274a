//! START STOP UNIT.

use miniport::ffi;
use miniport::scsi::{Sense, cdb};
use miniport_sim::testing::assert_invalid_field;
use miniport_sim::{Address, Direction};

use crate::fixture::Plan;

/// LOGICAL UNIT NOT READY, INITIALIZING COMMAND REQUIRED.
const STOPPED: Option<(u8, u8, u8)> = Some((2, 0x04, 0x02));

/// SBC-3, 5.25: POWER CONDITION other than `START_VALID` needs the Power Condition mode page, which is not there.
#[test]
fn power_conditions_are_refused() {
    Plan::on_both(1, |bench| {
        for byte in [0x10, 0x20, 0x30, 0x70, 0xa0, 0xb0, 0x11, 2, 3] {
            assert_invalid_field(&bench.command(&cdb::start_stop_unit(byte)), 4);
        }
        assert!(bench.command(&cdb::test_unit_ready()).is_success());
    });
}

/// SBC-3, 4.19 and 5.25: a stopped unit does not reach its medium, and says so.
#[test]
fn a_stopped_unit_is_not_ready() {
    Plan::on_both(1, |bench| {
        bench.work(1);
        let block = bench.block();
        let before = bench.read(0, 1);
        for stop in [0, 4] {
            assert!(bench.command(&cdb::start_stop_unit(stop)).is_success());
            let zero = vec![0; block];
            for completion in [
                bench.command(&cdb::test_unit_ready()),
                bench.send(0, &cdb::read_10(0, 1), Direction::In, &mut vec![0; block]),
                bench.give(&cdb::write_10(0, 1), &zero),
                bench.give(&cdb::write_same_10(0, 1), &zero),
                bench.give(&cdb::unmap(24), &[0; 24]),
                bench.command(&cdb::verify_10(0, 1)),
                bench.command(&cdb::synchronize_cache_10(0, 0)),
            ] {
                assert_eq!(completion.sense_code(), STOPPED, "{completion}");
            }
            let sense = Sense::parse(&bench.ask(&cdb::request_sense(false, 18), 18)).unwrap();
            assert_eq!((sense.code.asc, sense.code.ascq), (4, 2));
            // These do not need the medium.
            assert_eq!(bench.ask(&cdb::read_capacity_10(), 8).len(), 8);
            assert_eq!(bench.ask(&cdb::inquiry(None, 36), 36).len(), 36);
            assert!(bench.command(&cdb::start_stop_unit(1)).is_success());
            assert!(bench.command(&cdb::test_unit_ready()).is_success());
            assert!(bench.read(0, 1) == before);
        }
    });
}

/// SAM-5, 6.3.3: after a reset, units are as after power on.
#[test]
fn a_reset_starts_a_unit() {
    let bench = Plan::default().model();
    assert!(bench.command(&cdb::start_stop_unit(0)).is_success());
    let function = ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT;
    let reset = bench.adapter.send(Address::new(0, 0, 0), function).unwrap();
    assert!(reset.is_success());
    assert!(bench.command(&cdb::test_unit_ready()).is_success());
    bench.work(1);
    bench.finish();
}
