//! READ, WRITE, VERIFY, SYNCHRONIZE CACHE: data, ends, lengths.

use miniport::ffi;
use miniport::scsi::{AdditionalSense, SenseKey, cdb, opcode};
use miniport_sim::Direction;
use miniport_sim::testing::{assert_out_of_range, assert_sense, pattern};

use crate::fixture::Plan;

#[test]
fn what_was_written_is_read_by_every_form_of_the_command() {
    Plan::on_both(1, |bench| {
        let block = bench.block();
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
                assert!(bench.ask(read, 3 * block) == data);
            }
            assert!(bench.give(&cdb::write_16(5, 3), &empty).is_success());
        }
    });
}

#[test]
fn transfers_of_every_length_come_back() {
    Plan::on_both(1, |bench| {
        let disk = bench.disk();
        let block = bench.block();
        let longest = disk.longest_transfer() / block;
        for blocks in [1, 2, 7, 8, 9, 15, 16, 17, 31, 33, longest - 1, longest] {
            let data = pattern(blocks * block, blocks as u64);
            disk.write(blocks as u64 % 13, &data).unwrap();
            let mut back = vec![0; data.len()];
            disk.read(blocks as u64 % 13, &mut back).unwrap();
            assert!(back == data, "{blocks} blocks, {:?}", bench.plan);
        }
    });
}

#[test]
fn long_transfers_run_in_parallel() {
    Plan::on_both(3, |bench| {
        let disk = bench.disk();
        let data = pattern(3 << 20, bench.plan.seed);
        disk.write(100, &data).unwrap();
        disk.flush().unwrap();
        let mut back = vec![0; data.len()];
        disk.read(100, &mut back).unwrap();
        assert!(data == back, "{:?}", bench.plan);
    });
}

#[test]
fn zero_blocks_are_256_in_6_bytes_and_none_in_more() {
    Plan::on_both(1, |bench| {
        let block = bench.block();
        // 256 blocks of 4096 bytes are more than this controller transfers at a time.
        if bench.disk().longest_transfer() >= 256 * block {
            let data = pattern(256 * block, 2);
            assert!(bench.give(&cdb::write_6(1, 0), &data).is_success());
            assert!(bench.ask(&cdb::read_6(1, 0), 256 * block) == data);
        }
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
            assert_eq!(bench.give(cdb, &vec![7; block]).transferred, 0);
        }
    });
}

#[test]
fn the_last_block_is_the_last() {
    Plan::on_both(1, |bench| {
        let block = bench.block();
        let end = bench.disk().blocks();
        let data = pattern(block, 3);
        bench.write(end - 1, &data);
        assert!(bench.read(end - 1, 1) == data);
        assert!(bench.command(&cdb::read_16(end, 0)).is_success());
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
        assert!(bench.read(end - 1, 1) == data);
    });
}

#[test]
fn lengths_that_do_not_fit_the_command_are_answered() {
    Plan::on_both(1, |bench| {
        let block = bench.block();
        bench.write(0, &pattern(8 * block, 4));
        // Too short: nothing is transferred.
        for length in [0, 4, block, 2 * block - 4] {
            for cdb in [cdb::read_10(0, 2), cdb::write_10(0, 2)] {
                let direction = match (length, cdb[0]) {
                    (0, _) => Direction::None,
                    (_, opcode::READ_10) => Direction::In,
                    _ => Direction::Out,
                };
                let mut data = vec![0xee; length];
                let completion = bench.send(0, &cdb, direction, &mut data);
                assert_eq!(
                    (completion.srb_status, completion.transferred),
                    (ffi::SRB_STATUS_DATA_OVERRUN, 0)
                );
            }
        }
        assert!(bench.read(0, 8) == pattern(8 * block, 4));
        // Too long: what the command says is transferred.
        let mut data = vec![0; 3 * block];
        let completion = bench.send(0, &cdb::read_10(0, 2), Direction::In, &mut data);
        assert!(completion.is_success());
        assert_eq!(completion.transferred as usize, 2 * block);
        let completion = bench.give(&cdb::write_10(0, 2), &vec![7; 3 * block]);
        assert_eq!(completion.transferred as usize, 2 * block);
        assert!(bench.read(2, 1) == pattern(8 * block, 4)[2 * block..3 * block]);
    });
}

#[test]
fn verify_compares_what_it_is_told_to() {
    Plan::on_both(1, |bench| {
        let block = bench.block();
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
            let mut other = data.clone();
            other[2 * block + 17] ^= 1;
            assert_sense(
                &bench.give(&cdb.with(1, cdb::CHECK_ALL), &other),
                SenseKey::Miscompare,
                AdditionalSense::MISCOMPARE_DURING_VERIFY_OPERATION,
            );
        }
        let one_block = bench.give(
            &cdb::verify_10(10, 4).with(1, cdb::CHECK_ONE),
            &data[..block],
        );
        assert_sense(
            &one_block,
            SenseKey::IllegalRequest,
            AdditionalSense::INVALID_FIELD_IN_CDB,
        );
    });
}

#[test]
fn synchronize_cache_makes_data_durable() {
    for plan in Plan::everywhere(1) {
        let bench = plan.model();
        let data = pattern(plan.block, 5);
        bench.write(77, &data);
        let stored = || {
            let mut stored = vec![0; plan.block];
            bench.nvme().read_durable(1, 77, &mut stored).unwrap();
            stored
        };
        assert!(stored() != data);
        assert!(bench.command(&cdb::synchronize_cache_10(0, 0)).is_success());
        assert!(stored() == data);
        // FUA does by itself.
        let other = pattern(plan.block, 6);
        assert!(
            bench
                .give(&cdb::write_16(77, 1).with(1, cdb::FUA), &other)
                .is_success()
        );
        assert!(stored() == other);
        let blocks = u32::try_from(plan.blocks).unwrap();
        assert_out_of_range(&bench.command(&cdb::synchronize_cache_10(blocks - 1, 2)));
        bench.finish();
    }
}
