//! READ, WRITE, VERIFY, SYNCHRONIZE CACHE: data, ends, lengths.

use miniport::ffi;
use miniport::scsi::{AdditionalSense, SenseKey, cdb, opcode};
use miniport_sim::Direction;
use miniport_sim::testing::{
    BLOCK_SIZES, Bench, FORMS, assert_out_of_range, assert_sense, pattern,
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
    each(|bench, block| {
        let data = pattern(3 * block, 1);
        let empty = vec![0; 3 * block];
        let reads: [&[u8]; 4] = [
            &cdb::read_6(5, 3),
            &cdb::read_10(5, 3),
            &cdb::read_12(5, 3),
            &cdb::read_16(5, 3),
        ];
        let writes: [&[u8]; 4] = [
            &cdb::write_6(5, 3),
            &cdb::write_10(5, 3).with(1, cdb::FUA),
            &cdb::write_12(5, 3).with(1, cdb::DPO),
            &cdb::write_16(5, 3),
        ];
        assert_eq!(bench.ask(reads[0], 3 * block), empty);
        for write in writes {
            let completion = bench.give(write, &data);
            assert!(completion.is_success(), "{completion}");
            assert_eq!(completion.transferred as usize, data.len());
            for read in reads {
                assert_eq!(bench.ask(read, 3 * block), data);
            }
            assert!(bench.give(&cdb::write_16(5, 3), &empty).is_success());
        }
    });
}

#[test]
fn zero_blocks_are_256_in_6_bytes_and_none_in_more() {
    each(|bench, block| {
        let data = pattern(256 * block, 2);
        assert!(bench.give(&cdb::write_6(1, 0), &data).is_success());
        assert_eq!(bench.ask(&cdb::read_6(1, 0), 256 * block), data);
        for cdb in [
            &cdb::read_10(1, 0)[..],
            &cdb::read_12(1, 0),
            &cdb::read_16(1, 0),
        ] {
            assert!(bench.command(cdb).is_success());
            assert_eq!(bench.ask(cdb, block), [0; 0]);
        }
        for cdb in [
            &cdb::write_10(1, 0)[..],
            &cdb::write_12(1, 0),
            &cdb::write_16(1, 0),
        ] {
            assert_eq!(bench.give(cdb, &data[..block]).transferred, 0);
        }
        assert_eq!(bench.read(0, 257)[block..], data);
    });
}

#[test]
fn the_last_block_is_the_last() {
    each(|bench, block| {
        let end = (SIZE / block) as u64;
        let data = pattern(block, 3);
        bench.write(end - 1, &data);
        assert_eq!(bench.read(end - 1, 1), data);
        assert!(bench.command(&cdb::read_16(end, 0)).is_success());
        let narrow = u32::try_from(end).unwrap();
        for make in [
            cdb::read_16,
            cdb::write_16,
            cdb::verify_16,
            cdb::synchronize_cache_16,
        ] {
            for (lba, blocks) in [
                (end, 1),
                (end - 1, 2),
                (end + 1, 0),
                (0, u32::MAX),
                (u64::MAX, 1),
                (u64::MAX, u32::MAX),
                (u64::MAX - 1, 2),
                (1 << 63, 1),
            ] {
                let cdb = make(lba, blocks);
                let direction = if cdb[0] == opcode::READ_16 {
                    Direction::In
                } else {
                    Direction::Out
                };
                let completion = bench.send(0, &cdb, direction, &mut vec![0; 2 * block]);
                assert_out_of_range(&completion);
            }
        }
        assert_out_of_range(&bench.send(
            0,
            &cdb::read_10(narrow, 1),
            Direction::In,
            &mut vec![0; block],
        ));
        assert_out_of_range(&bench.send(
            0,
            &cdb::read_12(u32::MAX, u32::MAX),
            Direction::In,
            &mut vec![0; block],
        ));
        assert_out_of_range(&bench.give(&cdb::write_6(0x1f_ffff, 0), &vec![0; 256 * block]));
        assert_eq!(bench.read(end - 1, 1), data);
    });
}

#[test]
fn lengths_that_do_not_fit_the_command_are_answered() {
    each(|bench, block| {
        bench.write(0, &pattern(8 * block, 4));
        // Too short: nothing is transferred.
        for length in [0, 1, block, 2 * block - 1] {
            let direction = if length == 0 {
                Direction::None
            } else {
                Direction::In
            };
            let mut data = vec![0xee; length];
            let completion = bench.send(0, &cdb::read_10(0, 2), direction, &mut data);
            assert_eq!(
                (completion.srb_status, completion.transferred),
                (ffi::SRB_STATUS_DATA_OVERRUN, 0)
            );
            let direction = if length == 0 {
                Direction::None
            } else {
                Direction::Out
            };
            let completion = bench.send(0, &cdb::write_10(0, 2), direction, &mut data);
            assert_eq!(
                (completion.srb_status, completion.transferred),
                (ffi::SRB_STATUS_DATA_OVERRUN, 0)
            );
        }
        assert_eq!(bench.read(0, 8), pattern(8 * block, 4));
        // Too long: what the command says is transferred.
        let mut data = vec![0; 3 * block];
        let completion = bench.send(0, &cdb::read_10(0, 2), Direction::In, &mut data);
        assert!(completion.is_success());
        assert_eq!(completion.transferred as usize, 2 * block);
        let completion = bench.give(&cdb::write_10(0, 2), &vec![7; 3 * block]);
        assert_eq!(completion.transferred as usize, 2 * block);
        assert_eq!(
            bench.read(2, 1),
            pattern(8 * block, 4)[2 * block..3 * block]
        );
    });
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
