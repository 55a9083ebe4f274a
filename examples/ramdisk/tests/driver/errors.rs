//! Commands that do not exist, are cut, or go nowhere.

use miniport::ffi;
use miniport::scsi::{AdditionalSense, SenseKey, cdb, opcode};
use miniport_sim::testing::{assert_invalid_field, assert_sense};
use miniport_sim::{Address, Direction, SrbForm};

use crate::fixture::{everywhere, start};

/// The commands that the driver knows, and their lengths.
const KNOWN: [(u8, u8); 25] = [
    (opcode::TEST_UNIT_READY, 6),
    (opcode::REQUEST_SENSE, 6),
    (opcode::READ_6, 6),
    (opcode::WRITE_6, 6),
    (opcode::INQUIRY, 6),
    (opcode::MODE_SENSE_6, 6),
    (opcode::START_STOP_UNIT, 6),
    (opcode::READ_CAPACITY_10, 10),
    (opcode::READ_10, 10),
    (opcode::WRITE_10, 10),
    (opcode::VERIFY_10, 10),
    (opcode::SYNCHRONIZE_CACHE_10, 10),
    (opcode::WRITE_SAME_10, 10),
    (opcode::UNMAP, 10),
    (opcode::MODE_SENSE_10, 10),
    (opcode::READ_16, 16),
    (opcode::WRITE_16, 16),
    (opcode::VERIFY_16, 16),
    (opcode::SYNCHRONIZE_CACHE_16, 16),
    (opcode::WRITE_SAME_16, 16),
    (opcode::SERVICE_ACTION_IN_16, 16),
    (opcode::REPORT_LUNS, 12),
    (opcode::READ_12, 12),
    (opcode::WRITE_12, 12),
    (opcode::VERIFY_12, 12),
];

#[test]
fn every_other_command_is_refused() {
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        let bench = start(5, form, "lun=1M");
        for code in (0..=u8::MAX).filter(|code| !KNOWN.iter().any(|(known, _)| known == code)) {
            let mut cdb = [0; 16];
            cdb[0] = code;
            let completion = bench.command(&cdb);
            let sense = assert_sense(
                &completion,
                SenseKey::IllegalRequest,
                AdditionalSense::INVALID_COMMAND_OPERATION_CODE,
            );
            assert!(sense.specific.is_some());
        }
        bench.finish();
    }
}

#[test]
fn cut_commands_point_at_the_first_byte_that_is_missing() {
    everywhere("lun=1M", |bench| {
        for (code, length) in KNOWN {
            for cut in 1..length {
                let mut cdb = [0; 16];
                cdb[0] = code;
                let completion = bench.send(0, &cdb[..cut.into()], Direction::In, &mut [0; 512]);
                assert_invalid_field(&completion, cut.into());
            }
        }
    });
}

#[test]
fn contingent_allegiance_is_refused_everywhere() {
    everywhere("lun=1M", |bench| {
        for (code, length) in KNOWN {
            let mut cdb = [0; 16];
            cdb[0] = code;
            cdb[usize::from(length) - 1] = 4;
            let completion = bench.send(0, &cdb[..length.into()], Direction::In, &mut [0; 512]);
            assert_invalid_field(&completion, u16::from(length) - 1);
        }
    });
}

#[test]
fn service_actions_that_do_not_exist_are_refused() {
    everywhere("lun=1M", |bench| {
        for action in (0..32).filter(|&action| action != 0x10) {
            let mut cdb = [0; 16];
            (cdb[0], cdb[1], cdb[13]) = (0x9e, action, 32);
            assert_invalid_field(&bench.send(0, &cdb, Direction::In, &mut [0; 32]), 1);
        }
    });
}

#[test]
fn other_targets_and_functions_are_refused() {
    everywhere("lun=1M", |bench| {
        let status = |address, function| bench.adapter.send(address, function).unwrap().srb_status;
        let here = Address::default();
        assert_eq!(
            status(here, ffi::SRB_FUNCTION_FLUSH),
            ffi::SRB_STATUS_SUCCESS
        );
        assert_eq!(
            status(here, ffi::SRB_FUNCTION_SHUTDOWN),
            ffi::SRB_STATUS_SUCCESS
        );
        assert_eq!(
            status(here, ffi::SRB_FUNCTION_WMI),
            ffi::SRB_STATUS_INVALID_REQUEST
        );
        let ready = |address| {
            bench
                .adapter
                .execute(address, &cdb::test_unit_ready(), Direction::None, &mut [])
                .unwrap()
                .srb_status
        };
        assert_eq!(
            ready(Address::new(0, 1, 0)),
            ffi::SRB_STATUS_INVALID_TARGET_ID
        );
        assert_eq!(
            ready(Address::new(1, 0, 0)),
            ffi::SRB_STATUS_INVALID_PATH_ID
        );
        let mut control = [0; 64];
        assert_eq!(
            bench.adapter.io_control(&mut control).unwrap().srb_status,
            ffi::SRB_STATUS_INVALID_REQUEST
        );
    });
}
