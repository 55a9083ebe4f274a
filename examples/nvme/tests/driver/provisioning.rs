//! UNMAP and WRITE SAME.

use miniport::scsi::{AdditionalSense, SenseKey, cdb};
use miniport_sim::Direction;
use miniport_sim::testing::{assert_out_of_range, assert_sense, pattern, unmap};

use crate::fixture::{Device, Plan};

#[test]
fn unmapped_blocks_read_as_zeros() {
    Plan::on_both(1, |bench| {
        let block = bench.block();
        let data = pattern(64 * block, 1);
        bench.write(0, &data);
        let (cdb, list) = unmap(&[(8, 8), (0, 0), (32, 16)]);
        let completion = bench.give(&cdb, &list);
        assert!(completion.is_success(), "{completion}");
        assert_eq!(completion.transferred as usize, list.len());
        let mut expected = data;
        for range in [8..16, 32..48] {
            expected[range.start * block..range.end * block].fill(0);
        }
        let mut found = bench.read(0, 64);
        if let Device::Qemu(_) = bench.device {
            // Its disk ignores what is unmapped.
            for range in [8..16, 32..48] {
                found[range.start * block..range.end * block].fill(0);
            }
        }
        assert!(found == expected, "{:?}", bench.plan);
    });
}

#[test]
fn as_many_ranges_as_the_page_says() {
    for plan in Plan::everywhere(1) {
        let bench = plan.model();
        let limits = bench.ask(&cdb::inquiry(Some(0xb0), 64), 64);
        let most = u32::from_be_bytes([limits[24], limits[25], limits[26], limits[27]]);
        assert_eq!(most, 128);
        bench.write(0, &vec![7; 256 * plan.block][..]);
        let ranges: Vec<(u64, u32)> = (0..128).map(|n| (2 * n, 1)).collect();
        let (cdb, list) = unmap(&ranges);
        assert!(bench.give(&cdb, &list).is_success());
        let data = bench.read(0, 256);
        for (number, block) in data.chunks(plan.block).enumerate() {
            let expected = if number % 2 == 0 { 0 } else { 7 };
            assert!(block.iter().all(|byte| *byte == expected), "{number}");
        }
        let ranges = vec![(0, 1); 129];
        let (cdb, list) = unmap(&ranges);
        let completion = bench.give(&cdb, &list);
        assert_eq!(completion.sense_code().map(|code| code.0), Some(5));
        bench.finish();
    }
}

#[test]
fn unmap_is_checked_whole() {
    Plan::on_both(1, |bench| {
        let data = pattern(16 * bench.block(), 1);
        bench.write(0, &data);
        let (cdb, list) = unmap(&[(0, 8), (bench.disk().blocks() - 1, 2)]);
        assert_out_of_range(&bench.give(&cdb, &list));
        assert!(bench.read(0, 16) == data);
        let (cdb, list) = unmap(&[]);
        assert!(bench.give(&cdb, &list).is_success());
        assert!(bench.command(&cdb::unmap(0)).is_success());
        let short = bench.give(&cdb::unmap(4), &[0; 4]);
        let code = AdditionalSense::PARAMETER_LIST_LENGTH_ERROR;
        assert_sense(&short, SenseKey::IllegalRequest, code);
    });
}

#[test]
fn write_same_writes_zeros_only() {
    Plan::on_both(1, |bench| {
        let block = bench.block();
        let data = pattern(32 * block, 2);
        bench.write(0, &data);
        let zero = vec![0; block];
        assert!(bench.give(&cdb::write_same_16(4, 4), &zero).is_success());
        assert!(
            bench
                .give(&cdb::write_same_10(12, 4).with(1, cdb::UNMAP), &zero)
                .is_success()
        );
        let no_data = bench.send(
            0,
            &cdb::write_same_16(20, 4).with(1, cdb::NO_DATA),
            Direction::None,
            &mut [],
        );
        assert!(no_data.is_success(), "{no_data}");
        let mut expected = data;
        for start in [4, 12, 20] {
            expected[start * block..(start + 4) * block].fill(0);
        }
        assert!(bench.read(0, 32) == expected);
        let code = AdditionalSense::INVALID_FIELD_IN_CDB;
        let other = bench.give(&cdb::write_same_16(4, 4), &pattern(block, 3));
        assert_sense(&other, SenseKey::IllegalRequest, code);
        let rest = bench.give(&cdb::write_same_16(4, 0), &zero);
        assert_sense(&rest, SenseKey::IllegalRequest, code);
        assert!(bench.read(0, 32) == expected);
    });
}
