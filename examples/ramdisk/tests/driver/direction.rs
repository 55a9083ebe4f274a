//! Data goes the way that the request says, or not at all (`SRB_FLAGS_DATA_IN` and `SRB_FLAGS_DATA_OUT`, page `_scsi_request_block`).

use miniport::ffi;
use miniport::scsi::cdb;
use miniport_sim::Direction;
use miniport_sim::testing::pattern;

use crate::fixture::everywhere;

#[test]
fn data_that_would_go_the_other_way_is_not_touched() {
    everywhere("lun=1M", |bench| {
        let before = pattern(512, 1);
        bench.write(0, &before);
        let out = [
            cdb::inquiry(None, 36),
            cdb::request_sense(false, 18),
            cdb::mode_sense_6(8, 24),
            cdb::mode_sense_10(8, 24),
            cdb::report_luns(0, 16),
            cdb::read_capacity_10(),
            cdb::read_capacity_16(32),
            cdb::read_6(0, 1),
            cdb::read_16(0, 1),
        ];
        let into = [
            cdb::write_6(0, 1),
            cdb::write_16(0, 1),
            // Of a block without memory: for the work item.
            cdb::write_16(1024, 1),
            cdb::verify_10(0, 1).with(1, cdb::CHECK_ALL),
            cdb::verify_10(0, 1).with(1, cdb::CHECK_ONE),
            cdb::write_same_10(0, 1),
            cdb::unmap(24),
        ];
        let wrong = out.into_iter().map(|cdb| (cdb, Direction::Out));
        for (cdb, direction) in wrong.chain(into.into_iter().map(|cdb| (cdb, Direction::In))) {
            let completion = bench.send(0, &cdb, direction, &mut [0; 512]);
            assert_eq!(
                (completion.srb_status, completion.transferred),
                (ffi::SRB_STATUS_INVALID_REQUEST, 0),
                "{cdb:?}"
            );
        }
        assert!(bench.read(0, 1) == before);
        for direction in [Direction::In, Direction::Out] {
            let ready = bench.send(0, &cdb::test_unit_ready(), direction, &mut [0; 512]);
            assert!(ready.is_success() && ready.transferred == 0, "{ready}");
        }
    });
}
