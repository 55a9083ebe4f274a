//! READ, WRITE, VERIFY, SYNCHRONIZE CACHE: data, ends, lengths.

use miniport::ffi;
use miniport::scsi::{AdditionalSense, SenseKey, cdb};
use miniport_sim::testing::{
    BLOCK_SIZES, Bench, FORMS, assert_out_of_range, assert_sense, disk, pattern,
};

use crate::fixture::{everywhere, start};

/// The size of the units here.
const SIZE: usize = 4 << 20;

fn each(test: impl Fn(&Bench, usize)) {
    for block in BLOCK_SIZES {
        everywhere(&format!("lun={SIZE},{block}"), |bench| test(bench, block));
    }
}

#[test]
fn what_was_written_is_read_by_every_form_of_the_command() {
    each(|bench, _| disk::every_form_reads_what_every_form_wrote(bench));
}

#[test]
fn zero_blocks_are_256_in_6_bytes_and_none_in_more() {
    each(|bench, _| disk::zero_blocks_are_256_in_6_bytes_and_none_in_more(bench));
}

#[test]
fn the_last_block_is_the_last() {
    each(|bench, _| disk::the_last_block_is_the_last(bench));
}

#[test]
fn lengths_that_do_not_fit_the_command_are_answered() {
    each(|bench, _| disk::lengths_that_do_not_fit_the_command_are_answered(bench, 1));
}

#[test]
fn data_crosses_chunks_and_partly_written_chunks_keep_zeros() {
    each(|bench, block| {
        let chunk = (256 << 10) / block as u64;
        let data = pattern(4 * block, 5);
        bench.write(chunk - 2, &data);
        assert_eq!(bench.read(chunk - 2, 4), data);
        assert!(bench.read(chunk - 3, 1).iter().all(|&byte| byte == 0));
        assert!(bench.read(chunk + 2, 1).iter().all(|&byte| byte == 0));
    });
}

#[test]
fn verify_compares_what_it_is_told_to() {
    each(|bench, block| {
        let data = pattern(4 * block, 6);
        bench.write(10, &data);
        for cdb in [
            cdb::verify_10(10, 4),
            cdb::verify_12(10, 4),
            cdb::verify_16(10, 4),
        ] {
            assert!(bench.command(&cdb).is_success());
            let completion = bench.give(&cdb.with(1, cdb::CHECK_ALL), &data);
            assert!(completion.is_success(), "{completion}");
            assert_eq!(completion.transferred as usize, data.len());
            let mut other = data.clone();
            other[2 * block + 17] ^= 1;
            let sense = assert_sense(
                &bench.give(&cdb.with(1, cdb::CHECK_ALL), &other),
                SenseKey::Miscompare,
                AdditionalSense::MISCOMPARE_DURING_VERIFY_OPERATION,
            );
            assert_eq!(sense.information, Some(12));
            assert_eq!(
                bench
                    .give(&cdb.with(1, cdb::CHECK_ALL), &data[..block])
                    .srb_status,
                ffi::SRB_STATUS_DATA_OVERRUN
            );
        }
        // One block against many.
        let same = pattern(block, 7);
        bench.write(100, &same.repeat(5));
        assert!(
            bench
                .give(&cdb::verify_10(100, 5).with(1, cdb::CHECK_ONE), &same)
                .is_success()
        );
        let sense = assert_sense(
            &bench.give(&cdb::verify_10(100, 6).with(1, cdb::CHECK_ONE), &same),
            SenseKey::Miscompare,
            AdditionalSense::MISCOMPARE_DURING_VERIFY_OPERATION,
        );
        assert_eq!(sense.information, Some(105));
        // Beyond the piece of memory that it begins in.
        let start = u32::try_from((256 << 10) / block).unwrap() - 2;
        bench.write(start.into(), &same.repeat(5));
        let cdb = cdb::verify_10(start, 6).with(1, cdb::CHECK_ONE);
        let sense = assert_sense(
            &bench.give(&cdb, &same),
            SenseKey::Miscompare,
            AdditionalSense::MISCOMPARE_DURING_VERIFY_OPERATION,
        );
        assert_eq!(sense.information, Some(u64::from(start) + 5));
        assert!(
            bench
                .give(
                    &cdb::verify_10(200, 3).with(1, cdb::CHECK_ONE),
                    &vec![0; block]
                )
                .is_success()
        );
    });
}

#[test]
fn synchronize_cache_has_a_range() {
    each(|bench, block| {
        let blocks = u32::try_from(SIZE / block).unwrap();
        for flags in [0, 2] {
            assert!(
                bench
                    .command(&cdb::synchronize_cache_10(0, 0).with(1, flags))
                    .is_success()
            );
            assert!(
                bench
                    .command(&cdb::synchronize_cache_10(blocks - 1, 1).with(1, flags))
                    .is_success()
            );
            assert!(
                bench
                    .command(&cdb::synchronize_cache_16(1, 0).with(1, flags))
                    .is_success()
            );
            assert_out_of_range(
                &bench.command(&cdb::synchronize_cache_10(blocks - 1, 2).with(1, flags)),
            );
        }
    });
}

#[test]
fn long_transfers_in_parallel_come_back() {
    for form in FORMS {
        for seed in 0..16 {
            let bench = start(seed, form, "lun=32M,4096");
            let disk = bench.disk();
            let data = pattern(6 << 20, seed);
            disk.write(100, &data).unwrap();
            let mut back = vec![0; data.len()];
            disk.read(100, &mut back).unwrap();
            assert!(data == back, "seed {seed}");
            bench.finish();
        }
    }
}
