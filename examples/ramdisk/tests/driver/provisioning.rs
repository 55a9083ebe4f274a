//! UNMAP and WRITE SAME.

use miniport::ffi;
use miniport::scsi::{AdditionalSense, SenseKey, cdb};
use miniport_sim::testing::{
    BLOCK_SIZES, Bench, assert_invalid_field, assert_out_of_range, assert_sense, pattern, unmap,
};
use miniport_sim::{Direction, SrbForm};

use crate::fixture::{everywhere, start};

const SIZE: usize = 2 << 20;

fn each(test: impl Fn(&Bench, usize)) {
    for block in BLOCK_SIZES {
        everywhere(&format!("lun={SIZE},{block}"), |bench| test(bench, block));
    }
}

#[test]
fn unmapped_blocks_read_as_zeros() {
    each(|bench, block| {
        let chunk = u32::try_from((256 << 10) / block).unwrap();
        let blocks = 3 * chunk;
        let mut model = pattern(blocks as usize * block, 1);
        bench.write(0, &model[..1 << 19]);
        bench.write(((1 << 19) / block) as u64, &model[1 << 19..]);
        // A part of a chunk, a whole one with both neighbours, nothing.
        let ranges = [(3, 2), (u64::from(chunk) - 1, chunk + 2), (7, 0)];
        let (cdb, list) = unmap(&ranges);
        let completion = bench.give(&cdb, &list);
        assert!(completion.is_success(), "{completion}");
        for (lba, count) in ranges {
            let start = usize::try_from(lba).unwrap() * block;
            model[start..start + count as usize * block].fill(0);
        }
        let first = bench.read(0, blocks / 2);
        let second = bench.read((blocks / 2).into(), blocks / 2);
        assert!([first, second].concat() == model);
    });
}

#[test]
fn wrong_unmap_lists_change_nothing() {
    each(|bench, block| {
        let end = (SIZE / block) as u64;
        let data = pattern(4 * block, 2);
        bench.write(0, &data);
        let (cdb, list) = unmap(&[(0, 4), (end - 1, 2)]);
        assert_out_of_range(&bench.give(&cdb, &list));
        let (cdb, list) = unmap(&[(0, 4), (u64::MAX, 1000)]);
        assert_out_of_range(&bench.give(&cdb, &list));
        let (_, list) = unmap(&[(0, 4)]);
        for length in [1, 7, 8, 23] {
            let completion = bench.give(&cdb::unmap(length), &list);
            assert_sense(
                &completion,
                SenseKey::IllegalRequest,
                AdditionalSense::PARAMETER_LIST_LENGTH_ERROR,
            );
        }
        // The list is longer than the buffer.
        let completion = bench.give(&cdb::unmap(24), &list[..23]);
        assert_eq!(completion.srb_status, ffi::SRB_STATUS_DATA_OVERRUN);
        assert_invalid_field(&bench.give(&cdb::unmap(24).with(1, 1), &list), 1); // ANCHOR
        for ranges in [65, 66, 200] {
            let (cdb, list) = unmap(&vec![(0, 1); ranges]);
            let completion = bench.give(&cdb, &list);
            assert_sense(
                &completion,
                SenseKey::IllegalRequest,
                AdditionalSense::INVALID_FIELD_IN_PARAMETER_LIST,
            );
        }
        assert!(bench.command(&cdb::unmap(0)).is_success());
        assert_eq!(bench.read(0, 4), data);
        let (cdb, list) = unmap(&vec![(0, 1); 64]);
        assert!(bench.give(&cdb, &list).is_success());
        assert_eq!(bench.read(0, 1), vec![0; block]);
    });
}

#[test]
fn write_same_repeats_its_block() {
    each(|bench, block| {
        let data = pattern(block, 3);
        let blocks = u32::try_from(SIZE / block).unwrap();
        let completion = bench.give(&cdb::write_same_10(5, 3), &data);
        assert!(completion.is_success(), "{completion}");
        assert_eq!(completion.transferred as usize, block);
        assert_eq!(
            bench.read(4, 5),
            [&vec![0; block][..], &data.repeat(3), &vec![0; block]].concat()
        );
        // Data that is not zero is written even where it may be unmapped.
        assert!(
            bench
                .give(
                    &cdb::write_same_16(5, 1).with(1, cdb::UNMAP),
                    &pattern(block, 4)
                )
                .is_success()
        );
        assert_eq!(bench.read(5, 1), pattern(block, 4));
        // 0 blocks are all that follow.
        assert!(bench.give(&cdb::write_same_16(6, 0), &data).is_success());
        assert_eq!(bench.read(u64::from(blocks) - 2, 2), data.repeat(2));
        // Zeros, mapped and unmapped, with and without a buffer.
        for cdb in [
            cdb::write_same_16(6, 1),
            cdb::write_same_16(7, 1).with(1, cdb::UNMAP),
        ] {
            assert!(bench.give(&cdb, &vec![0; block]).is_success());
        }
        for cdb in [
            cdb::write_same_16(8, 1).with(1, cdb::NO_DATA),
            cdb::write_same_16(9, 1).with(1, cdb::UNMAP | cdb::NO_DATA),
        ] {
            assert!(bench.command(&cdb).is_success());
        }
        assert_eq!(bench.read(6, 5), [&vec![0; 4 * block][..], &data].concat());
        assert!(
            bench
                .command(&cdb::write_same_16(0, 0).with(1, cdb::UNMAP | cdb::NO_DATA))
                .is_success()
        );
        assert_eq!(bench.read(u64::from(blocks) - 1, 1), vec![0; block]);
    });
}

#[test]
fn wrong_write_same_changes_nothing() {
    each(|bench, block| {
        let end = (SIZE / block) as u64;
        let data = vec![9; block];
        assert_out_of_range(&bench.give(&cdb::write_same_16(end, 1), &data));
        assert_out_of_range(&bench.give(&cdb::write_same_16(end + 1, 0), &data));
        assert_out_of_range(&bench.give(&cdb::write_same_16(u64::MAX, u32::MAX), &data));
        assert_invalid_field(
            &bench.give(
                &cdb::write_same_16(0, 1).with(1, cdb::UNMAP | cdb::ANCHOR),
                &data,
            ),
            1,
        ); // ANCHOR
        assert_invalid_field(
            &bench.give(&cdb::write_same_10(0, 1).with(1, cdb::NO_DATA), &data),
            1,
        ); // NDOB
        assert_invalid_field(
            &bench.give(&cdb::write_same_16(0, 1).with(1, 0x20), &data),
            1,
        ); // WRPROTECT
        let completion = bench.give(&cdb::write_same_16(0, 1), &data[..block - 1]);
        assert_eq!(
            (completion.srb_status, completion.transferred),
            (ffi::SRB_STATUS_DATA_OVERRUN, 0)
        );
        let completion = bench.send(0, &cdb::write_same_16(0, 1), Direction::None, &mut []);
        assert_eq!(completion.srb_status, ffi::SRB_STATUS_DATA_OVERRUN);
        assert_eq!(bench.read(0, 1), vec![0; block]);
    });
}

/// SBC-3, 6.6.4: a MAXIMUM UNMAP LBA COUNT of `FFFFFFFFh` is no limit, also for the ranges of a list together.
#[test]
fn more_blocks_than_32_bits_count_are_unmapped() {
    const MOST: u64 = u32::MAX as u64;
    let bench = start(1, SrbForm::Storage, "lun=4T");
    let last = bench.disk().blocks() - 1;
    let places = [0, 511, MOST - 1, MOST, MOST + 777, last - 1, last];
    for lba in places {
        bench.write(lba, &[7; 512]);
    }
    // All blocks but the last one.
    let (cdb, list) = unmap(&[(0, u32::MAX), (MOST, u32::MAX), (2 * MOST, 1)]);
    let completion = bench.give(&cdb, &list);
    assert!(completion.is_success(), "{completion}");
    for lba in places {
        let expected = if lba == last { 7 } else { 0 };
        assert_eq!(bench.read(lba, 1), [expected; 512], "{lba}");
    }
    let (cdb, list) = unmap(&[(0, u32::MAX), (MOST + 3, u32::MAX)]);
    assert_out_of_range(&bench.give(&cdb, &list));
    bench.finish();
}

#[test]
fn a_read_only_unit_stays_as_it_is() {
    everywhere("lun=1M,readonly", |bench| {
        let (cdb, list) = unmap(&[(0, 4)]);
        for completion in [
            bench.give(&cdb::write_10(0, 1), &[1; 512]),
            bench.give(&cdb::write_same_10(0, 1), &[1; 512]),
            bench.give(&cdb, &list),
        ] {
            assert_sense(
                &completion,
                SenseKey::DataProtect,
                AdditionalSense::WRITE_PROTECTED,
            );
        }
        assert_eq!(bench.read(0, 1), [0; 512]);
    });
}
