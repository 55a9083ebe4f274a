//! Commands are no longer than the controller allows, and the initiator is told (NVM Command Set 1.0, figure 101; SBC-3, 6.6.4).

use miniport::scsi::cdb;
use miniport_sim::device::nvme::{CommandLimits, Namespace, Nvme, Optional};
use miniport_sim::testing::{assert_invalid_field, unmap};

use crate::fixture::{Bench, Plan};

fn with(limits: CommandLimits) -> Bench {
    let plan = Plan::default();
    let builder = Nvme::builder().namespace(plan.namespace());
    plan.model_with(builder.limits(limits))
}

/// MAXIMUM UNMAP LBA COUNT, MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT, MAXIMUM WRITE SAME LENGTH.
fn page(bench: &Bench) -> (u32, u32, u64) {
    let page = bench.ask(&cdb::inquiry(Some(0xb0), 64), 64);
    let word = |at: usize| u32::from_be_bytes(page[at..at + 4].try_into().unwrap());
    (
        word(20),
        word(24),
        u64::from(word(36)) << 32 | u64::from(word(40)),
    )
}

/// NVM Command Set 1.0, 3.2.5: NLB has 16 bits, so that Verify is of 65536 blocks at most.
#[test]
fn a_range_that_is_too_long_to_verify_is_refused() {
    let plan = Plan {
        blocks: 1 << 17,
        ..Plan::default()
    };
    let bench = plan.model();
    bench.nvme().spoil(1, 70_000..70_001);
    assert!(bench.command(&cdb::verify_16(0, 65_536)).is_success());
    assert_invalid_field(&bench.command(&cdb::verify_16(0, 65_537)), 10);
    assert_invalid_field(&bench.command(&cdb::verify_12(0, 65_537)), 6);
    assert_eq!(
        bench.command(&cdb::verify_16(65_536, 65_536)).sense_code(),
        Some((3, 0x11, 0))
    );
    assert!(bench.command(&cdb::verify_16(5, 0)).is_success());
    bench.finish();
}

/// VSL: a Verify that is longer ends with Invalid Field.
#[test]
fn the_verify_size_limit_is_kept() {
    let bench = with(CommandLimits {
        verify_shift: 3,
        ..CommandLimits::default()
    });
    assert!(bench.command(&cdb::verify_16(0, 64)).is_success());
    assert_invalid_field(&bench.command(&cdb::verify_16(0, 65)), 10);
    assert_invalid_field(&bench.command(&cdb::verify_10(0, 65)), 7);
    bench.finish();
}

/// QEMU limits the blocks of a range (DMRSL), which may be cut, and not the number of ranges: half of those that there is room for.
#[test]
fn qemus_limits_are_told() {
    let plan = Plan::default();
    let Some(bench) = plan.qemu() else { return };
    let (blocks, descriptors, zeroes) = page(&bench);
    assert_eq!((descriptors, zeroes), (64, 65_536));
    assert_eq!(blocks % 65, 0, "{blocks}");
    let (cdb, list) = unmap(&[(0, 1 << 14)]);
    assert!(bench.give(&cdb, &list).is_success());
    bench.finish();
}

/// WZSL.
#[test]
fn the_write_zeroes_size_limit_is_kept() {
    let bench = with(CommandLimits {
        write_zeroes_shift: 2,
        ..CommandLimits::default()
    });
    assert_eq!(page(&bench).2, 32);
    let zero = vec![0; 512];
    assert!(bench.give(&cdb::write_same_16(0, 32), &zero).is_success());
    assert_invalid_field(&bench.give(&cdb::write_same_16(0, 33), &zero), 10);
    assert_invalid_field(&bench.give(&cdb::write_same_10(0, 33), &zero), 7);
    bench.finish();
}

/// DMRL, DMRSL and DMSL.
#[test]
fn ranges_are_as_the_controller_takes_them() {
    let bench = with(CommandLimits {
        ranges: 8,
        range_blocks: 100,
        all_blocks: 450,
        ..CommandLimits::default()
    });
    assert_eq!(page(&bench), (450, 4, 65_536));
    bench.write(0, &vec![7; 512 * 256]);
    bench.write(256, &vec![7; 512 * 256]);
    let (cdb, list) = unmap(&[(0, 447), (500, 1), (502, 1), (504, 1)]);
    let completion = bench.give(&cdb, &list);
    assert!(completion.is_success(), "{completion}");
    let data = [bench.read(0, 256), bench.read(256, 256)].concat();
    for (lba, block) in data.chunks(512).enumerate() {
        let unmapped = lba < 447 || matches!(lba, 500 | 502 | 504);
        assert!(
            block
                .iter()
                .all(|&byte| byte == if unmapped { 0 } else { 7 }),
            "{lba}"
        );
    }
    for ranges in [&[(0, 451)][..], &[(0, 1); 5]] {
        let (cdb, list) = unmap(ranges);
        let completion = bench.give(&cdb, &list);
        assert_eq!(completion.sense_code(), Some((5, 0x26, 0)), "{completion}");
    }
    bench.finish();
}

/// SBC-3, 6.6.4: a MAXIMUM UNMAP LBA COUNT of `FFFFFFFFh` is no limit, also for the ranges of a list together.
#[test]
fn more_blocks_than_32_bits_count_are_unmapped() {
    let plan = Plan::default();
    let bench = plan.model_with(Nvme::builder().namespace(Namespace::memory(1 << 33)));
    assert_eq!(page(&bench).0, u32::MAX);
    let last = (1 << 33) - 1;
    bench.write(last, &[7; 512]);
    let (cdb, list) = unmap(&[(0, u32::MAX), (1 << 32, u32::MAX), ((1 << 33) - 1, 1)]);
    let completion = bench.give(&cdb, &list);
    assert!(completion.is_success(), "{completion}");
    assert_eq!(bench.read(last, 1), [0; 512]);
    bench.finish();
}

/// SBC-3, 5.16.2 and 6.6.6: without LBPME, the page claims nothing, blocks have no provisioning, and WRITE SAME does not unmap.
#[test]
fn a_unit_that_cannot_unmap_does_not_claim_to() {
    let plan = Plan::default();
    let builder = Nvme::builder().namespace(plan.namespace());
    let bench = plan.model_with(builder.without(Optional::DatasetManagement));
    let capacity = bench.ask(&cdb::read_capacity_16(32), 32);
    assert_eq!(capacity[14], 0, "LBPME and LBPRZ");
    let page = bench.ask(&cdb::inquiry(Some(0xb2), 64), 64);
    assert_eq!(page, [0, 0xb2, 0, 4, 0, 0, 0, 0]);
    let zero = vec![0; 512];
    let unmaps = bench.give(&cdb::write_same_16(0, 8).with(1, cdb::UNMAP), &zero);
    assert_invalid_field(&unmaps, 1);
    assert!(bench.give(&cdb::write_same_16(0, 8), &zero).is_success());
    bench.finish();
}

/// SBC-3, 5.49: blocks that do not exist are not written, and anchoring is refused where `ANC_SUP` is zero.
#[test]
fn write_same_is_checked() {
    Plan::on_both(1, |bench| {
        let zero = vec![0; bench.block()];
        let end = bench.disk().blocks();
        let beyond = bench.give(&cdb::write_same_16(end - 1, 2), &zero);
        miniport_sim::testing::assert_out_of_range(&beyond);
        let both = cdb::UNMAP | cdb::ANCHOR;
        let anchors = bench.give(&cdb::write_same_16(0, 1).with(1, both), &zero);
        assert_invalid_field(&anchors, 1);
        let (anchoring, list) = unmap(&[(0, 1)]);
        assert_invalid_field(&bench.give(&anchoring.with(1, 1), &list), 1);
    });
}

/// SPC-4, 4.5.2.4.2: the field pointer names the first byte of the field in error: TRANSFER LENGTH and its like.
#[test]
fn a_length_that_is_wrong_is_pointed_at() {
    Plan::on_both(1, |bench| {
        let most = u32::try_from(bench.disk().longest_transfer() / bench.block()).unwrap();
        let more = most + 1;
        let mut data = vec![0; more as usize * bench.block()];
        for (read, byte) in [
            (cdb::read_10(0, u16::try_from(more).unwrap()), 7),
            (cdb::read_12(0, more), 6),
            (cdb::read_16(0, more), 10),
        ] {
            let completion = bench.send(0, &read, miniport_sim::Direction::In, &mut data[..512]);
            assert_invalid_field(&completion, byte);
        }
        for (write, byte) in [
            (cdb::write_10(0, u16::try_from(more).unwrap()), 7),
            (cdb::write_12(0, more), 6),
            (cdb::write_16(0, more), 10),
        ] {
            assert_invalid_field(&bench.give(&write, &data[..512]), byte);
        }
        let zero = vec![0; bench.block()];
        assert_invalid_field(&bench.give(&cdb::write_same_10(0, 0), &zero), 7);
        assert_invalid_field(&bench.give(&cdb::write_same_16(0, 0), &zero), 10);
        data.clear();
    });
}
