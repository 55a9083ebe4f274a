//! What every disk that answers READ and WRITE of all lengths has to do. Each function is a test to run on a disk whose unit 0
//! is empty.

use miniport::ffi;
use miniport::scsi::cdb::{self, Cdb};
use miniport::scsi::opcode;

use super::{Bench, assert_out_of_range, pattern};
use crate::Direction;

/// What was written by a form of WRITE is read by every form of READ.
#[track_caller]
pub fn every_form_reads_what_every_form_wrote(bench: &Bench) {
    let length = 3 * bench.block();
    let (data, empty) = (pattern(length, 1), vec![0; length]);
    let reads = [
        cdb::read_6(5, 3),
        cdb::read_10(5, 3),
        cdb::read_12(5, 3),
        cdb::read_16(5, 3),
    ];
    let writes = [
        cdb::write_6(5, 3),
        cdb::write_10(5, 3).with(1, cdb::FUA),
        cdb::write_12(5, 3).with(1, cdb::DPO),
        cdb::write_16(5, 3),
    ];
    assert!(bench.ask(&reads[0], length) == empty);
    for write in writes {
        let completion = bench.give(&write, &data);
        assert!(completion.is_success(), "{completion}");
        assert_eq!(completion.transferred as usize, length);
        for read in reads {
            assert!(bench.ask(&read, length) == data, "{write:?}, {read:?}");
        }
        assert!(bench.give(&cdb::write_16(5, 3), &empty).is_success());
    }
}

/// Zero blocks are 256 in a command of 6 bytes, where a transfer may be so long, and none in longer commands.
#[track_caller]
pub fn zero_blocks_are_256_in_6_bytes_and_none_in_more(bench: &Bench) {
    let block = bench.block();
    let data = pattern(256 * block, 2);
    let fits = bench.disk().longest_transfer() >= data.len();
    if fits {
        assert!(bench.give(&cdb::write_6(1, 0), &data).is_success());
        assert!(bench.ask(&cdb::read_6(1, 0), data.len()) == data);
    }
    for cdb in [cdb::read_10(1, 0), cdb::read_12(1, 0), cdb::read_16(1, 0)] {
        assert!(bench.command(&cdb).is_success());
        assert_eq!(bench.ask(&cdb, block), [0; 0]);
    }
    for cdb in [
        cdb::write_10(1, 0),
        cdb::write_12(1, 0),
        cdb::write_16(1, 0),
    ] {
        assert_eq!(bench.give(&cdb, &vec![7; block]).transferred, 0);
    }
    if fits {
        assert!(bench.read(0, 257)[block..] == data);
    }
}

/// A command that names a block behind the last is refused, whatever overflows, and changes nothing.
#[track_caller]
pub fn the_last_block_is_the_last(bench: &Bench) {
    let (block, end) = (bench.block(), bench.disk().blocks());
    let data = pattern(block, 3);
    bench.write(end - 1, &data);
    assert!(bench.read(end - 1, 1) == data);
    assert!(bench.command(&cdb::read_16(end, 0)).is_success());
    let refused = |cdb: &[u8], blocks: usize| {
        let direction = match cdb[0] {
            opcode::READ_10 | opcode::READ_12 | opcode::READ_16 => Direction::In,
            _ => Direction::Out,
        };
        assert_out_of_range(&bench.send(0, cdb, direction, &mut vec![0; blocks * block]));
    };
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
        refused(&cdb::read_16(lba, blocks), 2);
        refused(&cdb::write_16(lba, blocks), 2);
        refused(&cdb::verify_16(lba, blocks), 2);
        refused(&cdb::synchronize_cache_16(lba, blocks), 2);
    }
    refused(&cdb::read_10(end.try_into().unwrap(), 1), 1);
    refused(&cdb::read_12(u32::MAX, u32::MAX), 1);
    if bench.disk().longest_transfer() >= 256 * block {
        refused(&cdb::write_6(0x1f_ffff, 0), 256);
    }
    assert!(bench.read(end - 1, 1) == data);
}

/// A buffer that is too short for the command is an overrun that transfers nothing; of one that is too long, what the
/// command says is transferred. `unit` is what lengths of buffers are multiples of.
#[track_caller]
pub fn lengths_that_do_not_fit_the_command_are_answered(bench: &Bench, unit: usize) {
    let block = bench.block();
    let before = pattern(8 * block, 4);
    bench.write(0, &before);
    for length in [0, unit, block, 2 * block - unit] {
        for cdb in [cdb::read_10(0, 2), cdb::write_10(0, 2)] {
            let direction = match (length, cdb[0]) {
                (0, _) => Direction::None,
                (_, opcode::READ_10) => Direction::In,
                _ => Direction::Out,
            };
            let completion = bench.send(0, &cdb, direction, &mut vec![0xee; length]);
            assert_eq!(
                (completion.srb_status, completion.transferred),
                (ffi::SRB_STATUS_DATA_OVERRUN, 0)
            );
        }
    }
    assert!(bench.read(0, 8) == before);
    assert!(bench.ask(&cdb::read_10(0, 2), 3 * block) == before[..2 * block]);
    let completion = bench.give(&cdb::write_10(0, 2), &vec![7; 3 * block]);
    assert_eq!(completion.transferred as usize, 2 * block);
    assert!(bench.read(2, 1) == before[2 * block..3 * block]);
}

/// READ CAPACITY (10) has no allocation length (SBC-3, 5.15): eight bytes come, whatever room there is. READ CAPACITY (16) has one,
/// to which it is cut.
#[track_caller]
pub fn a_capacity_without_room_is_an_overrun(bench: &Bench) {
    let whole = bench.ask(&cdb::read_capacity_10(), 8);
    for room in [0, 4] {
        let mut data = vec![0xee; room];
        let completion = bench.send(0, &cdb::read_capacity_10(), Direction::In, &mut data);
        assert_eq!(
            (completion.srb_status, completion.transferred as usize),
            (ffi::SRB_STATUS_DATA_OVERRUN, room)
        );
        assert_eq!(data, whole[..room]);
    }
    assert_eq!(bench.ask(&cdb::read_capacity_10(), 12), whole);
    assert_eq!(bench.ask(&cdb::read_capacity_16(12), 12).len(), 12);
    assert_eq!(bench.ask(&cdb::read_capacity_16(32), 12).len(), 12);
}

/// Data goes the way that the request says, or not at all (`SRB_FLAGS_DATA_IN` and `SRB_FLAGS_DATA_OUT`, page `_scsi_request_block` of
/// srb.h; `SRB_STATUS_INVALID_REQUEST`: the miniport does not support the request as it is). `more` are commands whose data goes to
/// the device.
#[track_caller]
pub fn data_that_would_go_the_other_way_is_not_touched(bench: &Bench, more: &[Cdb]) {
    let block = bench.block();
    let before = pattern(block, 1);
    bench.write(0, &before);
    let from_device = [
        cdb::inquiry(None, 36),
        cdb::request_sense(false, 18),
        cdb::mode_sense_6(8, 24),
        cdb::mode_sense_10(8, 24),
        cdb::report_luns(0, 16),
        cdb::read_capacity_10(),
        cdb::read_capacity_16(32),
        cdb::read_6(0, 1),
        cdb::read_10(0, 1),
        cdb::read_12(0, 1),
        cdb::read_16(0, 1),
    ];
    let to_device = [
        cdb::write_6(0, 1),
        cdb::write_10(0, 1),
        cdb::write_12(0, 1),
        cdb::write_16(0, 1),
        cdb::verify_10(0, 1).with(1, cdb::CHECK_ALL),
        cdb::write_same_10(0, 1),
        cdb::unmap(24),
    ];
    let wrong = from_device.iter().map(|cdb| (cdb, Direction::Out));
    let wrong = wrong.chain(to_device.iter().chain(more).map(|cdb| (cdb, Direction::In)));
    for (cdb, direction) in wrong {
        let completion = bench.send(0, cdb, direction, &mut vec![0; block]);
        assert_eq!(
            (completion.srb_status, completion.transferred),
            (ffi::SRB_STATUS_INVALID_REQUEST, 0),
            "{cdb:?}"
        );
    }
    assert!(bench.read(0, 1) == before);
}
