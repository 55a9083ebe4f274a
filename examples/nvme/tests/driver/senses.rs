//! What the statuses of the controller are for the initiator (SCSI Translation Reference 1.5, section 7).

use miniport::ffi;
use miniport::scsi::cdb;
use miniport_sim::device::nvme::{Effect, Fault, Operation, Status};

use crate::fixture::Plan;

/// Format in Progress: LOGICAL UNIT NOT READY, FORMAT IN PROGRESS.
#[test]
fn a_format_in_progress_is_not_ready() {
    for plan in Plan::everywhere(1) {
        let bench = plan.model();
        let status = Status::new(0, 0x84);
        bench
            .nvme()
            .inject(Fault::new(Operation::Write, Effect::Fail(status)));
        let completion = bench.give(&cdb::write_16(3, 1), &vec![1; plan.block]);
        assert_eq!(completion.sense_code(), Some((2, 0x04, 0x04)));
        bench.finish();
    }
}

/// Reservation Conflict is a SCSI status, and no sense data.
#[test]
fn a_reservation_conflict_has_no_sense() {
    for plan in Plan::everywhere(1) {
        let bench = plan.model();
        let status = Status::new(0, 0x83);
        bench
            .nvme()
            .inject(Fault::new(Operation::Write, Effect::Fail(status)));
        let completion = bench.give(&cdb::write_16(3, 1), &vec![1; plan.block]);
        assert_eq!(completion.srb_status, ffi::SRB_STATUS_ERROR);
        assert_eq!(completion.scsi_status, ffi::SCSISTAT_RESERVATION_CONFLICT);
        assert_eq!((completion.transferred, completion.sense.len()), (0, 0));
        bench.finish();
    }
}
