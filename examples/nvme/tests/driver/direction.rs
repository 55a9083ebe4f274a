//! Data goes the way that the request says, or not at all.

use miniport::scsi::cdb;
use miniport_sim::Direction;
use miniport_sim::testing::disk;

use crate::fixture::Plan;

#[test]
fn data_that_would_go_the_other_way_is_not_touched() {
    Plan::on_both(1, |bench| {
        disk::data_that_would_go_the_other_way_is_not_touched(bench, &[]);
    });
}

#[test]
fn commands_without_data_do_not_care() {
    Plan::on_both(1, |bench| {
        for direction in [Direction::In, Direction::Out] {
            for cdb in [
                cdb::test_unit_ready(),
                cdb::verify_10(0, 1),
                cdb::synchronize_cache_10(0, 0),
                cdb::start_stop_unit(1),
            ] {
                let completion = bench.send(0, &cdb, direction, &mut vec![0; bench.block()]);
                assert!(completion.is_success(), "{cdb:?}: {completion}");
                assert_eq!(completion.transferred, 0);
            }
        }
    });
}
