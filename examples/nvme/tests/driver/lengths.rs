//! What was transferred, where that is less than asked for.

use miniport::ffi;
use miniport::scsi::{AdditionalSense, SenseKey, cdb};
use miniport_sim::device::nvme::{Effect, Fault, Operation, Status};
use miniport_sim::testing::{disk, unmap};
use miniport_sim::{Address, Direction, Rule};

use crate::fixture::Plan;

#[test]
fn buffers_that_are_too_short_are_overruns() {
    Plan::on_both(1, |bench| {
        disk::lengths_that_do_not_fit_the_command_are_answered(bench, 4);
    });
}

#[test]
fn a_capacity_without_room_is_an_overrun() {
    Plan::on_both(1, |bench| {
        disk::a_capacity_without_room_is_an_overrun(bench);
    });
}

#[test]
fn lists_and_blocks_that_are_too_short_change_nothing() {
    Plan::on_both(1, |bench| {
        let block = bench.block();
        let before = vec![7; 4 * block];
        bench.write(0, &before);
        let (_, list) = unmap(&[(0, 4)]);
        let long = vec![0; 2200];
        for (cdb, data) in [
            (cdb::unmap(24), &list[..20]),
            (cdb::unmap(2400), &long[..]),
            (cdb::write_same_10(0, 4), &vec![0; block - 4][..]),
            (cdb::write_same_16(0, 4), &[]),
        ] {
            let direction = if data.is_empty() {
                Direction::None
            } else {
                Direction::Out
            };
            let completion = bench.send(0, &cdb, direction, &mut data.to_vec());
            assert_eq!(
                (completion.srb_status, completion.transferred),
                (ffi::SRB_STATUS_DATA_OVERRUN, 0),
                "{cdb:?}"
            );
        }
        assert!(bench.read(0, 4) == before);
    });
}

#[test]
fn the_longest_transfer_is_not_refused() {
    Plan::on_both(1, |bench| {
        let blocks = u32::try_from(bench.disk().longest_transfer() / bench.block()).unwrap();
        let data = vec![5; blocks as usize * bench.block()];
        let completion = bench.give(&cdb::write_16(0, blocks), &data);
        assert!(completion.is_success(), "{completion}");
        assert!(bench.ask(&cdb::read_16(0, blocks), data.len()) == data);
        let limits = bench.ask(&cdb::inquiry(Some(0xb0), 64), 64);
        assert_eq!(limits[8..12], blocks.to_be_bytes());
    });
}

/// `DataTransferLength` is what was transferred (page `_scsi_request_block`), which is nothing.
#[test]
fn a_request_that_was_not_done_has_transferred_nothing() {
    let bench = Plan::default().model();
    // The controller aborts on its own, and Storport tries again.
    bench.machine.tolerate(Rule::NeedlessRetry);
    let status = Status::ABORT_REQUESTED;
    bench
        .nvme()
        .inject(Fault::new(Operation::Write, Effect::Fail(status)).always());
    let completion = bench.give(&cdb::write_16(0, 1), &vec![1; 512]);
    assert_eq!(
        (completion.srb_status, completion.transferred),
        (ffi::SRB_STATUS_ABORTED, 0)
    );
    bench.nvme().remove();
    let completion = bench.give(&cdb::write_16(0, 1), &vec![1; 512]);
    assert_eq!(
        (completion.srb_status, completion.transferred),
        (ffi::SRB_STATUS_NO_DEVICE, 0)
    );
    // Now it is known: HW_STARTIO answers.
    let completion = bench.give(&cdb::write_16(0, 1), &vec![1; 512]);
    assert_eq!(
        (completion.srb_status, completion.transferred),
        (ffi::SRB_STATUS_NO_DEVICE, 0)
    );
    bench.finish();
}

#[test]
fn what_is_sent_elsewhere_has_transferred_nothing() {
    let bench = Plan::default().model();
    for (address, status) in [
        (Address::new(0, 1, 0), ffi::SRB_STATUS_INVALID_TARGET_ID),
        (Address::new(1, 0, 0), ffi::SRB_STATUS_INVALID_PATH_ID),
    ] {
        let completion = bench
            .adapter
            .execute(address, &cdb::read_16(0, 1), Direction::In, &mut [0; 512])
            .unwrap();
        assert_eq!((completion.srb_status, completion.transferred), (status, 0));
    }
    bench.finish();
}

/// `SRB_FLAGS_DISABLE_AUTOSENSE`: no request-sense information is returned (page `_scsi_request_block`).
#[test]
fn a_sender_that_wants_no_sense_data_gets_none() {
    Plan::on_both(1, |bench| {
        let asked = cdb::inquiry(Some(0x99), 255);
        let ask = || bench.send(0, &asked, Direction::In, &mut [0; 255]);
        bench
            .adapter
            .set_srb_flags(ffi::SRB_FLAGS_DISABLE_AUTOSENSE);
        let completion = ask();
        assert_eq!(completion.srb_status, ffi::SRB_STATUS_ERROR);
        assert_eq!(completion.scsi_status, ffi::SCSISTAT_CHECK_CONDITION);
        assert_eq!(
            (completion.transferred, &completion.sense[..]),
            (0, &[][..])
        );
        bench.adapter.set_srb_flags(0);
        let code = AdditionalSense::INVALID_FIELD_IN_CDB;
        miniport_sim::testing::assert_sense(&ask(), SenseKey::IllegalRequest, code);
    });
}

/// Page `handling-srb-function-reset-logical-unit`: the reset is of the unit that is addressed; there is none.
#[test]
fn a_unit_that_does_not_exist_is_not_reset() {
    Plan::on_both(1, |bench| {
        let resets = |bench: &crate::fixture::Bench| match &bench.device {
            crate::fixture::Device::Model(nvme) => nvme.statistics().resets,
            crate::fixture::Device::Qemu(_) => 0,
        };
        let before = resets(bench);
        for function in [
            ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT,
            ffi::SRB_FUNCTION_FLUSH,
            ffi::SRB_FUNCTION_SHUTDOWN,
        ] {
            let completion = bench.adapter.send(Address::new(0, 0, 9), function).unwrap();
            assert_eq!(completion.srb_status, ffi::SRB_STATUS_INVALID_LUN);
        }
        assert_eq!(resets(bench), before);
    });
}
