//! Data goes the way that the request says, or not at all.

use miniport::scsi::cdb;
use miniport_sim::Direction;
use miniport_sim::testing::disk;

use crate::fixture::everywhere;

#[test]
fn data_that_would_go_the_other_way_is_not_touched() {
    everywhere("lun=1M", |bench| {
        // The first is of a block without memory, and both are for the work item.
        let later = [
            cdb::write_16(1024, 1),
            cdb::verify_10(0, 1).with(1, cdb::CHECK_ONE),
        ];
        disk::data_that_would_go_the_other_way_is_not_touched(bench, &later);
        for direction in [Direction::In, Direction::Out] {
            let ready = bench.send(0, &cdb::test_unit_ready(), direction, &mut [0; 512]);
            assert!(ready.is_success() && ready.transferred == 0, "{ready}");
        }
    });
}
