//! What was transferred, where that is less than asked for.

use miniport::ffi;
use miniport::scsi::{AdditionalSense, SenseKey, cdb};
use miniport_sim::testing::{assert_sense, disk};
use miniport_sim::{Address, Direction, SrbForm};

use crate::fixture::{everywhere, start};

#[test]
fn a_capacity_without_room_is_an_overrun() {
    everywhere("lun=1M", disk::a_capacity_without_room_is_an_overrun);
}

/// Also where the work item looks at the buffer: blocks without memory, and one block for many.
#[test]
fn buffers_that_are_too_short_change_nothing() {
    everywhere("lun=1M", |bench| {
        for (cdb, length) in [
            (cdb::write_16(1024, 2), 1020),
            (cdb::write_16(0, 600), 512),
            (cdb::write_same_16(0, 4), 508),
            (cdb::write_same_16(0, 4).with(1, cdb::UNMAP), 508),
            (cdb::verify_10(0, 4).with(1, cdb::CHECK_ONE), 508),
            (cdb::verify_10(0, 4).with(1, cdb::CHECK_ALL), 2044),
            (cdb::unmap(24), 20),
            (cdb::unmap(2000), 1996),
        ] {
            let completion = bench.give(&cdb, &vec![1; length]);
            assert_eq!(
                (completion.srb_status, completion.transferred),
                (ffi::SRB_STATUS_DATA_OVERRUN, 0),
                "{cdb:?}"
            );
        }
        assert!(bench.read(0, 2048) == vec![0; 1 << 20]);
    });
}

/// `DataTransferLength` is what was transferred (page `_scsi_request_block`), which is nothing.
#[test]
fn a_request_that_was_not_done_has_transferred_nothing() {
    everywhere("lun=1M", |bench| {
        let send = |address| {
            let read = cdb::read_16(0, 1);
            let sent = bench
                .adapter
                .execute(address, &read, Direction::In, &mut [0; 512]);
            sent.map(|completion| (completion.srb_status, completion.transferred))
        };
        for (address, status) in [
            (Address::new(0, 1, 0), ffi::SRB_STATUS_INVALID_TARGET_ID),
            (Address::new(1, 0, 0), ffi::SRB_STATUS_INVALID_PATH_ID),
        ] {
            assert_eq!(send(address), Ok((status, 0)));
        }
        bench.adapter.surprise_remove().unwrap();
        if let Ok(answer) = send(Address::default()) {
            assert_eq!(answer, (ffi::SRB_STATUS_NO_DEVICE, 0));
        }
    });
}

/// `SRB_FLAGS_DISABLE_AUTOSENSE`: no request-sense information is returned (page `_scsi_request_block`).
#[test]
fn a_sender_that_wants_no_sense_data_gets_none() {
    everywhere("lun=1M", |bench| {
        let asked = cdb::inquiry(Some(0x99), 255);
        let ask = || bench.send(0, &asked, Direction::In, &mut [0; 255]);
        bench
            .adapter
            .set_srb_flags(ffi::SRB_FLAGS_DISABLE_AUTOSENSE);
        let completion = ask();
        assert_eq!(completion.srb_status, ffi::SRB_STATUS_ERROR);
        assert_eq!(completion.scsi_status, ffi::SCSISTAT_CHECK_CONDITION);
        assert_eq!((completion.transferred, completion.sense.len()), (0, 0));
        bench.adapter.set_srb_flags(0);
        let code = AdditionalSense::INVALID_FIELD_IN_CDB;
        assert_sense(&ask(), SenseKey::IllegalRequest, code);
    });
}

/// The reset, and what makes data durable, is of the unit that is addressed; there is none.
#[test]
fn a_unit_that_does_not_exist_is_not_reset() {
    let bench = start(1, SrbForm::Storage, "lun=1M");
    for function in [
        ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT,
        ffi::SRB_FUNCTION_FLUSH,
        ffi::SRB_FUNCTION_SHUTDOWN,
    ] {
        let completion = bench.adapter.send(Address::new(0, 0, 9), function).unwrap();
        assert_eq!(completion.srb_status, ffi::SRB_STATUS_INVALID_LUN);
    }
    assert!(bench.command(&cdb::test_unit_ready()).is_success());
    bench.finish();
}
