//! Commands that fail.

use miniport::scsi::{AdditionalSense, SenseKey, cdb};
use miniport_sim::device::nvme::{Effect, Fault, Operation, Status};
use miniport_sim::testing::{assert_sense, pattern};

use crate::fixture::Plan;

#[test]
fn blocks_that_cannot_be_read_are_a_medium_error() {
    for plan in Plan::everywhere(2) {
        let bench = plan.model();
        let data = pattern(16 * plan.block, 1);
        bench.write(0, &data);
        bench.nvme().spoil(1, 5..6);
        let mut buffer = vec![0; 16 * plan.block];
        let completion = bench.send(
            0,
            &cdb::read_16(0, 16),
            miniport_sim::Direction::In,
            &mut buffer,
        );
        let code = AdditionalSense::UNRECOVERED_READ_ERROR;
        assert_sense(&completion, SenseKey::MediumError, code);
        assert!(bench.read(6, 10) == data[6 * plan.block..]);
        bench.write(5, &data[..plan.block]);
        assert!(bench.read(5, 1) == data[..plan.block]);
        bench.finish();
    }
}

#[test]
fn each_failure_has_its_sense() {
    for (status, key, asc) in [
        (Status::WRITE_FAULT, SenseKey::MediumError, 0x03),
        (Status::UNRECOVERED_READ_ERROR, SenseKey::MediumError, 0x11),
        (Status::INTERNAL_ERROR, SenseKey::HardwareError, 0x44),
        (Status::NAMESPACE_NOT_READY, SenseKey::NotReady, 0x04),
        (Status::DATA_TRANSFER_ERROR, SenseKey::MediumError, 0x00),
        (Status::INVALID_FIELD, SenseKey::IllegalRequest, 0x24),
    ] {
        for plan in Plan::everywhere(1) {
            let bench = plan.model();
            bench
                .nvme()
                .inject(Fault::new(Operation::Write, Effect::Fail(status)));
            let completion = bench.give(&cdb::write_16(3, 1), &vec![1; plan.block]);
            assert_sense(&completion, key, AdditionalSense::new(asc, 0));
            bench.work(3);
            bench.finish();
        }
    }
}

#[test]
fn a_protected_namespace_refuses_writes() {
    let plan = Plan::default();
    let builder = miniport_sim::device::nvme::Nvme::builder();
    let bench = plan.model_with(builder.namespace(plan.namespace().read_only()));
    assert!(bench.disk().info().write_protected);
    let completion = bench.give(&cdb::write_16(3, 1), &vec![1; plan.block]);
    assert_sense(
        &completion,
        SenseKey::DataProtect,
        AdditionalSense::WRITE_PROTECTED,
    );
    assert_eq!(bench.read(3, 1), vec![0; plan.block]);
    bench.finish();
}

#[test]
fn an_error_log_is_read_after_a_failure() {
    let bench = Plan::default().model();
    bench.nvme().spoil(1, 0..1);
    let mut buffer = vec![0; 512];
    bench.send(
        0,
        &cdb::read_16(0, 1),
        miniport_sim::Direction::In,
        &mut buffer,
    );
    bench.machine.run();
    let log = bench.machine.log();
    assert!(
        log.iter()
            .any(|entry| format!("{entry:?}").contains("ErrorEntry")),
        "{log:?}"
    );
    bench.finish();
}
