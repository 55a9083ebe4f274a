//! Unit attention conditions: which commands report them, and which leave them (SAM-5, 5.14; SPC-4, 6.6.1 and 6.33).

use miniport::scsi::{AdditionalSense, SenseKey, cdb};
use miniport_sim::Direction;
use miniport_sim::testing::{Bench, assert_invalid_field, assert_sense};

use crate::fixture::everywhere;

fn ready(bench: &Bench, lun: u8) -> miniport_sim::Completion {
    bench.send(lun, &cdb::test_unit_ready(), Direction::None, &mut [])
}

/// INQUIRY does not report it and does not clear it, even where INQUIRY fails.
#[test]
fn a_wrong_inquiry_leaves_the_condition() {
    everywhere("lun=1M", |bench| {
        bench.adapter.reset().unwrap();
        // A page code without EVPD, EVPD with an unknown page, CMDDT, a REPORT LUNS of an unknown kind, NACA.
        for (cdb, byte) in [
            (&[0x12, 0, 0x80, 0, 36, 0][..], 2),
            (&[0x12, 1, 0x99, 0, 36, 0], 2),
            (&[0x12, 2, 0, 0, 36, 0], 1),
            (&[0x12, 0, 0, 0, 36, 4], 5),
            (&[0x03, 0, 0, 0, 18, 4], 5),
            (&[0xa0, 0, 9, 0, 0, 0, 0, 0, 0, 16, 0, 0], 2),
        ] {
            for lun in [0, 9] {
                // Of a unit that does not exist, no page is known.
                if lun == 0 || cdb[1] != 1 {
                    let completion = bench.send(lun, cdb, Direction::In, &mut [0; 36]);
                    assert_invalid_field(&completion, byte);
                }
            }
        }
        let code = AdditionalSense::SCSI_BUS_RESET_OCCURRED;
        assert_sense(&ready(bench, 0), SenseKey::UnitAttention, code);
        assert!(ready(bench, 0).is_success());
    });
}

fn eject(bench: &Bench) {
    let eject = bench.send(1, &cdb::start_stop_unit(2), Direction::None, &mut []);
    assert!(eject.is_success(), "{eject}");
}

fn report_luns(bench: &Bench, lun: u8) {
    let mut luns = [0; 64];
    let report = bench.send(lun, &cdb::report_luns(0, 64), Direction::In, &mut luns);
    assert!(report.is_success(), "{report}");
}

/// SPC-4, 6.33: REPORT LUNS clears REPORTED LUNS DATA HAS CHANGED, of all units.
#[test]
fn what_report_luns_has_told_no_unit_tells() {
    everywhere("lun=1M;lun=1M,eject;lun=1M", |bench| {
        eject(bench);
        report_luns(bench, 0);
        assert!(ready(bench, 0).is_success());
        assert!(ready(bench, 2).is_success());
    });
}

/// A reset is another condition: it comes first, is not lost by an ejection, and REPORT LUNS leaves it.
#[test]
fn a_reset_is_told_all_the_same() {
    everywhere("lun=1M;lun=1M,eject;lun=1M", |bench| {
        let reset = AdditionalSense::SCSI_BUS_RESET_OCCURRED;
        let changed = AdditionalSense::REPORTED_LUNS_DATA_HAS_CHANGED;
        bench.adapter.reset().unwrap();
        assert_sense(&ready(bench, 1), SenseKey::UnitAttention, reset);
        eject(bench);
        assert_sense(&ready(bench, 0), SenseKey::UnitAttention, reset);
        assert_sense(&ready(bench, 0), SenseKey::UnitAttention, changed);
        assert!(ready(bench, 0).is_success());
        report_luns(bench, 0);
        assert_sense(&ready(bench, 2), SenseKey::UnitAttention, reset);
        assert!(ready(bench, 2).is_success());
    });
}
