//! READ, WRITE, VERIFY, SYNCHRONIZE CACHE: data, ends, lengths.

use miniport::ffi;
use miniport::scsi::{AdditionalSense, SenseKey};
use miniport_sim::Direction;

use crate::fixture::{
    BLOCK_SIZES, Bench, FORMS, assert_out_of_range, assert_sense, cdb10, cdb12, cdb16, everywhere,
    pattern,
};

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
            &[0x08, 0, 0, 5, 3, 0],
            &cdb10(0x28, 0, 5, 3),
            &cdb12(0xa8, 0, 5, 3),
            &cdb16(0x88, 0, 5, 3),
        ];
        let writes: [&[u8]; 4] = [
            &[0x0a, 0, 0, 5, 3, 0],
            &cdb10(0x2a, 8, 5, 3),
            &cdb12(0xaa, 0x10, 5, 3),
            &cdb16(0x8a, 0, 5, 3),
        ];
        assert_eq!(bench.ask(reads[0], 3 * block), empty);
        for write in writes {
            let completion = bench.give(write, &data);
            assert!(completion.is_success(), "{completion}");
            assert_eq!(completion.transferred as usize, data.len());
            for read in reads {
                assert_eq!(bench.ask(read, 3 * block), data);
            }
            assert!(bench.give(&cdb16(0x8a, 0, 5, 3), &empty).is_success());
        }
    });
}

#[test]
fn zero_blocks_are_256_in_6_bytes_and_none_in_more() {
    each(|bench, block| {
        let data = pattern(256 * block, 2);
        assert!(bench.give(&[0x0a, 0, 0, 1, 0, 0], &data).is_success());
        assert_eq!(bench.ask(&[0x08, 0, 0, 1, 0, 0], 256 * block), data);
        for cdb in [
            &cdb10(0x28, 0, 1, 0)[..],
            &cdb12(0xa8, 0, 1, 0),
            &cdb16(0x88, 0, 1, 0),
        ] {
            assert!(bench.command(cdb).is_success());
            assert_eq!(bench.ask(cdb, block), [0; 0]);
        }
        for cdb in [
            &cdb10(0x2a, 0, 1, 0)[..],
            &cdb12(0xaa, 0, 1, 0),
            &cdb16(0x8a, 0, 1, 0),
        ] {
            assert_eq!(bench.give(cdb, &data[..block]).transferred, 0);
        }
        assert_eq!(bench.read(0, 257, block)[block..], data);
    });
}

#[test]
fn the_last_block_is_the_last() {
    each(|bench, block| {
        let end = (SIZE / block) as u64;
        let data = pattern(block, 3);
        bench.write(end - 1, &data, block);
        assert_eq!(bench.read(end - 1, 1, block), data);
        assert!(bench.command(&cdb16(0x88, 0, end, 0)).is_success());
        let narrow = u32::try_from(end).unwrap();
        for opcode in [0x88, 0x8a, 0x8f, 0x91] {
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
                let direction = if opcode == 0x88 {
                    Direction::In
                } else {
                    Direction::Out
                };
                let completion = bench.send(
                    0,
                    &cdb16(opcode, 0, lba, blocks),
                    direction,
                    &mut vec![0; 2 * block],
                );
                assert_out_of_range(&completion);
            }
        }
        assert_out_of_range(&bench.send(
            0,
            &cdb10(0x28, 0, narrow, 1),
            Direction::In,
            &mut vec![0; block],
        ));
        assert_out_of_range(&bench.send(
            0,
            &cdb12(0xa8, 0, u32::MAX, u32::MAX),
            Direction::In,
            &mut vec![0; block],
        ));
        assert_out_of_range(&bench.give(&[0x0a, 0x1f, 0xff, 0xff, 0, 0], &vec![0; 256 * block]));
        assert_eq!(bench.read(end - 1, 1, block), data);
    });
}

#[test]
fn lengths_that_do_not_fit_the_command_are_answered() {
    each(|bench, block| {
        bench.write(0, &pattern(8 * block, 4), block);
        // Too short: nothing is transferred.
        for length in [0, 1, block, 2 * block - 1] {
            let direction = if length == 0 {
                Direction::None
            } else {
                Direction::In
            };
            let mut data = vec![0xee; length];
            let completion = bench.send(0, &cdb10(0x28, 0, 0, 2), direction, &mut data);
            assert_eq!(
                (completion.srb_status, completion.transferred),
                (ffi::SRB_STATUS_DATA_OVERRUN, 0)
            );
            let direction = if length == 0 {
                Direction::None
            } else {
                Direction::Out
            };
            let completion = bench.send(0, &cdb10(0x2a, 0, 0, 2), direction, &mut data);
            assert_eq!(
                (completion.srb_status, completion.transferred),
                (ffi::SRB_STATUS_DATA_OVERRUN, 0)
            );
        }
        assert_eq!(bench.read(0, 8, block), pattern(8 * block, 4));
        // Too long: what the command says is transferred.
        let mut data = vec![0; 3 * block];
        let completion = bench.send(0, &cdb10(0x28, 0, 0, 2), Direction::In, &mut data);
        assert!(completion.is_success());
        assert_eq!(completion.transferred as usize, 2 * block);
        let completion = bench.give(&cdb10(0x2a, 0, 0, 2), &vec![7; 3 * block]);
        assert_eq!(completion.transferred as usize, 2 * block);
        assert_eq!(
            bench.read(2, 1, block),
            pattern(8 * block, 4)[2 * block..3 * block]
        );
    });
}

#[test]
fn data_crosses_chunks_and_partly_written_chunks_keep_zeros() {
    each(|bench, block| {
        let chunk = (256 << 10) / block as u64;
        let data = pattern(4 * block, 5);
        bench.write(chunk - 2, &data, block);
        assert_eq!(bench.read(chunk - 2, 4, block), data);
        assert!(
            bench
                .read(chunk - 3, 1, block)
                .iter()
                .all(|&byte| byte == 0)
        );
        assert!(
            bench
                .read(chunk + 2, 1, block)
                .iter()
                .all(|&byte| byte == 0)
        );
    });
}

#[test]
fn verify_compares_what_it_is_told_to() {
    each(|bench, block| {
        let data = pattern(4 * block, 6);
        bench.write(10, &data, block);
        let verify: [&dyn Fn(u8) -> Vec<u8>; 3] = [
            &|flags| cdb10(0x2f, flags, 10, 4).to_vec(),
            &|flags| cdb12(0xaf, flags, 10, 4).to_vec(),
            &|flags| cdb16(0x8f, flags, 10, 4).to_vec(),
        ];
        for cdb in verify {
            assert!(bench.command(&cdb(0)).is_success());
            let completion = bench.give(&cdb(2), &data);
            assert!(completion.is_success(), "{completion}");
            assert_eq!(completion.transferred as usize, data.len());
            let mut other = data.clone();
            other[2 * block + 17] ^= 1;
            let sense = assert_sense(
                &bench.give(&cdb(2), &other),
                SenseKey::Miscompare,
                AdditionalSense::MISCOMPARE_DURING_VERIFY_OPERATION,
            );
            assert_eq!(sense.information, Some(12));
            assert_eq!(
                bench.give(&cdb(2), &data[..block]).srb_status,
                ffi::SRB_STATUS_DATA_OVERRUN
            );
        }
        // One block against many.
        let same = pattern(block, 7);
        bench.write(100, &same.repeat(5), block);
        assert!(bench.give(&cdb10(0x2f, 6, 100, 5), &same).is_success());
        let sense = assert_sense(
            &bench.give(&cdb10(0x2f, 6, 100, 6), &same),
            SenseKey::Miscompare,
            AdditionalSense::MISCOMPARE_DURING_VERIFY_OPERATION,
        );
        assert_eq!(sense.information, Some(105));
        assert!(
            bench
                .give(&cdb10(0x2f, 6, 200, 3), &vec![0; block])
                .is_success()
        );
    });
}

#[test]
fn synchronize_cache_has_a_range() {
    each(|bench, block| {
        let blocks = u32::try_from(SIZE / block).unwrap();
        for flags in [0, 2] {
            assert!(bench.command(&cdb10(0x35, flags, 0, 0)).is_success());
            assert!(
                bench
                    .command(&cdb10(0x35, flags, blocks - 1, 1))
                    .is_success()
            );
            assert!(bench.command(&cdb16(0x91, flags, 1, 0)).is_success());
            assert_out_of_range(&bench.command(&cdb10(0x35, flags, blocks - 1, 2)));
        }
    });
}

#[test]
fn long_transfers_in_parallel_come_back() {
    for form in FORMS {
        for seed in 0..16 {
            let bench = Bench::new(seed, form, "lun=32M,4096");
            let disk = &bench.adapter.disks()[0];
            let data = pattern(6 << 20, seed);
            disk.write(100, &data).unwrap();
            let mut back = vec![0; data.len()];
            disk.read(100, &mut back).unwrap();
            assert!(data == back, "seed {seed}");
            bench.finish();
        }
    }
}
