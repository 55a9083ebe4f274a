//! The commands that are answered without the controller: what Windows asks a disk when it appears.

use miniport::scsi::{AdditionalSense, SenseKey, cdb};
use miniport_sim::Direction;
use miniport_sim::device::nvme::{Nvme, Optional};
use miniport_sim::testing::assert_sense;

use crate::fixture::Plan;

#[test]
fn a_disk_introduces_itself() {
    Plan::on_both(1, |bench| {
        let disk = bench.disk();
        let info = disk.info();
        assert_eq!((&*info.vendor, info.device_type), ("NVMe", 0));
        assert_eq!(info.pages, [0x00, 0x80, 0x83, 0xb0, 0xb1, 0xb2]);
        assert_eq!(info.block_size as usize, bench.plan.block);
        assert_eq!(info.blocks, bench.plan.blocks);
        assert!(info.solid_state && info.thin && info.write_cache && !info.write_protected);
        assert!(info.serial.as_ref().is_some_and(|text| text.ends_with('.')));
        assert!(info.identifiers.iter().any(|(kind, _)| *kind == 1));
        assert_eq!(info.remarks, [""; 0]);
        disk.test_unit_ready().unwrap();
    });
}

#[test]
fn a_controller_of_few_commands_is_a_plain_disk() {
    for command in [Optional::DatasetManagement, Optional::WriteZeroes] {
        let plan = Plan::default();
        let builder = Nvme::builder().namespace(plan.namespace());
        let bench = plan.model_with(builder.without(command));
        let (cdb, mut data): (&[u8], _) = match command {
            Optional::DatasetManagement => (&cdb::unmap(24), vec![0; 24]),
            _ => (
                &cdb::write_same_10(0, 1).with(1, cdb::UNMAP),
                vec![0; plan.block],
            ),
        };
        let completion = bench.send(0, cdb, Direction::Out, &mut data);
        let code = AdditionalSense::INVALID_COMMAND_OPERATION_CODE;
        assert_sense(&completion, SenseKey::IllegalRequest, code);
        bench.work(1);
        bench.finish();
    }
    // VERIFY goes without Verify.
    let plan = Plan::default();
    let builder = Nvme::builder().namespace(plan.namespace());
    let bench = plan.model_with(builder.without(Optional::Verify).without_write_cache());
    assert!(bench.command(&cdb::verify_10(0, 1)).is_success());
    assert!(bench.command(&cdb::synchronize_cache_10(0, 0)).is_success());
    assert!(!bench.disk().info().write_cache);
    bench.finish();
}

#[test]
fn units_that_do_not_exist_say_so() {
    Plan::on_both(1, |bench| {
        let mut inquiry = [0; 36];
        let completion = bench.send(9, &cdb::inquiry(None, 36), Direction::In, &mut inquiry);
        assert!(completion.is_success());
        assert_eq!(inquiry[0], 0x7f);
        let code = AdditionalSense::LOGICAL_UNIT_NOT_SUPPORTED;
        for cdb in [
            &cdb::test_unit_ready()[..],
            &cdb::read_10(0, 1),
            &cdb::inquiry(Some(0x80), 36),
        ] {
            let completion = bench.send(9, cdb, Direction::In, &mut [0; 512]);
            assert_sense(&completion, SenseKey::IllegalRequest, code);
        }
        let mut sense = [0; 18];
        let completion = bench.send(9, &cdb::request_sense(false, 18), Direction::In, &mut sense);
        assert!(completion.is_success());
        assert_eq!((sense[2], sense[12]), (5, 0x25));
    });
}

#[test]
fn what_is_no_command_is_refused() {
    Plan::on_both(1, |bench| {
        let code = AdditionalSense::INVALID_COMMAND_OPERATION_CODE;
        assert_sense(&bench.command(&[0xff; 16]), SenseKey::IllegalRequest, code);
        let page = cdb::inquiry(Some(0x99), 255);
        let completion = bench.send(0, &page, Direction::In, &mut [0; 255]);
        let code = AdditionalSense::INVALID_FIELD_IN_CDB;
        assert_sense(&completion, SenseKey::IllegalRequest, code);
        assert!(bench.command(&cdb::start_stop_unit(0)).is_success());
        assert!(bench.command(&cdb::start_stop_unit(1)).is_success());
    });
}

#[test]
fn responses_are_cut_to_the_allocation_length() {
    Plan::on_both(1, |bench| {
        for length in [0, 4, 5, 36] {
            let data = bench.ask(&[0x12, 0, 0, 0, length, 0], 64);
            assert_eq!(data.len(), usize::from(length));
        }
        let luns = bench.ask(&cdb::report_luns(0, 16), 16);
        assert_eq!(luns, [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let mode = bench.ask(&[0x1a, 8, 0x08, 0, 192, 0], 192);
        assert_eq!((mode.len(), mode[2], mode[4]), (24, 0x10, 0x08));
    });
}
