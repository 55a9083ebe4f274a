//! What is made is read as what was meant.

use proptest::prelude::*;

use super::{
    ANCHOR, CHECK_ALL, CHECK_ONE, FUA, IMMED, NO_DATA, UNMAP, inquiry, mode_sense_6, mode_sense_10,
    read_6, read_10, read_12, read_16, read_capacity_10, read_capacity_16, report_luns,
    request_sense, start_stop_unit, synchronize_cache_10, synchronize_cache_16, test_unit_ready,
    verify_10, verify_12, verify_16, write_6, write_10, write_12, write_16, write_same_10,
    write_same_16,
};

use crate::{ByteCheck, Command, ModeForm, ModeSense, PageControl, cdb};

#[test]
fn the_long_form_is_used_only_where_it_must() {
    assert_eq!(
        cdb::read(0xffff_fffe, 0xfffd)[..],
        [0x28, 0, 0xff, 0xff, 0xff, 0xfe, 0, 0xff, 0xfd, 0]
    );
    assert_eq!(
        cdb::write(0xffff_ffff, 0xffff),
        write_10(u32::MAX, u16::MAX)
    );
    assert_eq!(cdb::read(1 << 32, 1), read_16(1 << 32, 1));
    assert_eq!(cdb::write(0, 0x1_0000), write_16(0, 0x1_0000));
}

#[test]
#[should_panic(expected = "the len is 6")]
fn a_byte_that_the_command_does_not_have_is_a_mistake_of_the_caller() {
    let _ = test_unit_ready().with(6, 1);
}

/// A flag in its place.
fn bits(value: bool, shift: u8) -> u8 {
    u8::from(value) << shift
}

proptest! {
    #[test]
    fn transfers_come_back(lba: u64, lba_32: u32, blocks: u32, blocks_16: u16, blocks_8: u8, fua: bool) {
        let flag = if fua { FUA } else { 0 };
        let (lba_21, blocks_6) = (lba_32 & 0x1f_ffff, if blocks_8 == 0 { 256 } else { blocks_8.into() });
        for (read, write, lba, blocks) in [
            (read_10(lba_32, blocks_16), write_10(lba_32, blocks_16), lba_32.into(), blocks_16.into()),
            (read_12(lba_32, blocks), write_12(lba_32, blocks), lba_32.into(), blocks),
            (read_16(lba, blocks), write_16(lba, blocks), lba, blocks),
            (cdb::read(lba, blocks), cdb::write(lba, blocks), lba, blocks),
        ] {
            prop_assert_eq!(Command::parse(&read.with(1, flag)), Ok(Command::Read { lba, blocks, fua }));
            prop_assert_eq!(Command::parse(&write.with(1, flag)), Ok(Command::Write { lba, blocks, fua }));
        }
        let (lba, blocks, fua) = (lba_21.into(), blocks_6, false);
        prop_assert_eq!(Command::parse(&read_6(lba_32, blocks_8)), Ok(Command::Read { lba, blocks, fua }));
        prop_assert_eq!(Command::parse(&write_6(lba_32, blocks_8)), Ok(Command::Write { lba, blocks, fua }));
    }

    #[test]
    fn other_block_commands_come_back(lba: u64, lba_32: u32, blocks: u32, blocks_16: u16, options: [bool; 4]) {
        let [immediate, unmap, anchor, no_data] = options;
        for (flags, check) in [(0, ByteCheck::None), (CHECK_ALL, ByteCheck::All), (CHECK_ONE, ByteCheck::OneBlock)] {
            for (cdb, lba, blocks) in [
                (verify_10(lba_32, blocks_16), lba_32.into(), blocks_16.into()),
                (verify_12(lba_32, blocks), lba_32.into(), blocks),
                (verify_16(lba, blocks), lba, blocks),
            ] {
                prop_assert_eq!(Command::parse(&cdb.with(1, flags)), Ok(Command::Verify { lba, blocks, check }));
            }
        }
        for (cdb, lba, blocks) in [
            (synchronize_cache_10(lba_32, blocks_16), lba_32.into(), blocks_16.into()),
            (synchronize_cache_16(lba, blocks), lba, blocks),
        ] {
            let cdb = cdb.with(1, if immediate { IMMED } else { 0 });
            prop_assert_eq!(Command::parse(&cdb), Ok(Command::SynchronizeCache { lba, blocks, immediate }));
        }
        let anchor = anchor && unmap; // ANCHOR without UNMAP is refused
        let flags = if unmap { UNMAP } else { 0 } | if anchor { ANCHOR } else { 0 };
        let cdb = write_same_10(lba_32, blocks_16).with(1, flags);
        let (short_lba, short_blocks) = (lba_32.into(), blocks_16.into());
        prop_assert_eq!(
            Command::parse(&cdb),
            Ok(Command::WriteSame { lba: short_lba, blocks: short_blocks, unmap, anchor, no_data: false })
        );
        let cdb = write_same_16(lba, blocks).with(1, flags | if no_data { NO_DATA } else { 0 });
        prop_assert_eq!(Command::parse(&cdb), Ok(Command::WriteSame { lba, blocks, unmap, anchor, no_data }));
    }

    #[test]
    fn other_commands_come_back(page: u8, flags: [bool; 4], allocation: u32, short: u16, byte: u8, select_report in 0_u8..3) {
        let [descriptor, long_lba, start, load_eject] = flags;
        let mode_sense = |form, allocation_length| Command::ModeSense(ModeSense {
            form,
            disable_block_descriptors: descriptor,
            control: PageControl::Saved,
            page: page & 0x3f,
            subpage: page,
            allocation_length,
        });
        let ten = mode_sense_10(page, short).with(1, bits(long_lba, 4));
        let [six, ten] = [mode_sense_6(page, byte), ten]
            .map(|cdb| cdb.with(1, bits(descriptor, 3)).with(2, 0xc0).with(3, page));
        let stop = start_stop_unit(bits(start, 0) | bits(load_eject, 1)).with(1, 1);
        for (cdb, command) in [
            (test_unit_ready(), Command::TestUnitReady),
            (request_sense(descriptor, byte), Command::RequestSense { descriptor, allocation_length: byte }),
            (inquiry(None, short), Command::Inquiry { page: None, allocation_length: short }),
            (inquiry(Some(page), short), Command::Inquiry { page: Some(page), allocation_length: short }),
            (six, mode_sense(ModeForm::Six, byte.into())),
            (ten, mode_sense(ModeForm::Ten { long_lba }, short)),
            (stop, Command::StartStopUnit { immediate: true, power_condition: 0, no_flush: false, load_eject, start }),
            (report_luns(select_report, allocation), Command::ReportLuns { select_report, allocation_length: allocation }),
            (read_capacity_10(), Command::ReadCapacity10),
            (read_capacity_16(allocation), Command::ReadCapacity16 { allocation_length: allocation }),
            (cdb::unmap(short).with(1, descriptor.into()), Command::Unmap { anchor: descriptor, parameter_list_length: short }),
        ] {
            prop_assert_eq!(Command::parse(&cdb), Ok(command));
        }
    }
}
