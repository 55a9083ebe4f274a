//! Data goes the way that the request says, or not at all (`SRB_FLAGS_DATA_IN` and `SRB_FLAGS_DATA_OUT`, page `_scsi_request_block` of
//! srb.h; `SRB_STATUS_INVALID_REQUEST`: the miniport does not support the request as it is).

use miniport::ffi;
use miniport::scsi::cdb;
use miniport_sim::Direction;
use miniport_sim::testing::pattern;

use crate::fixture::Plan;

#[test]
fn data_that_would_go_the_other_way_is_not_touched() {
    Plan::on_both(1, |bench| {
        let block = bench.block();
        let before = pattern(block, 1);
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
            cdb::read_10(0, 1),
            cdb::read_12(0, 1),
            cdb::read_16(0, 1),
        ];
        let into = [
            cdb::write_6(0, 1),
            cdb::write_10(0, 1),
            cdb::write_12(0, 1),
            cdb::write_16(0, 1),
            cdb::verify_10(0, 1).with(1, cdb::CHECK_ALL),
            cdb::write_same_10(0, 1),
            cdb::unmap(24),
        ];
        let wrong = out.into_iter().map(|cdb| (cdb, Direction::Out));
        for (cdb, direction) in wrong.chain(into.into_iter().map(|cdb| (cdb, Direction::In))) {
            let completion = bench.send(0, &cdb, direction, &mut vec![0; block]);
            assert_eq!(
                (completion.srb_status, completion.transferred),
                (ffi::SRB_STATUS_INVALID_REQUEST, 0),
                "{cdb:?}"
            );
        }
        assert!(bench.read(0, 1) == before, "{:?}", bench.plan);
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
