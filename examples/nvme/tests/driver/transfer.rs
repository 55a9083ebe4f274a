//! READ, WRITE, VERIFY, SYNCHRONIZE CACHE: data, ends, lengths.

use miniport::scsi::{AdditionalSense, SenseKey, cdb};
use miniport_sim::testing::{assert_out_of_range, assert_sense, disk, pattern};

use crate::fixture::Plan;

#[test]
fn what_was_written_is_read_by_every_form_of_the_command() {
    Plan::on_both(1, |bench| {
        disk::every_form_reads_what_every_form_wrote(bench);
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
        disk::zero_blocks_are_256_in_6_bytes_and_none_in_more(bench);
    });
}

#[test]
fn the_last_block_is_the_last() {
    Plan::on_both(1, |bench| disk::the_last_block_is_the_last(bench));
}

#[test]
fn lengths_that_do_not_fit_the_command_are_answered() {
    Plan::on_both(1, |bench| {
        disk::lengths_that_do_not_fit_the_command_are_answered(bench, 4);
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
