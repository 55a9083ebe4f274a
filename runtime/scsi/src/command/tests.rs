//! Known command descriptor blocks, wrong ones, and properties of all.

use proptest::prelude::*;

use super::{ByteCheck, Command, ModeForm, ModeSense, PageControl};
use crate::{FieldPointer, Sense};

fn invalid(byte: u16, bit: Option<u8>) -> Result<Command, Sense> {
    Err(Sense::invalid_field_in_cdb(FieldPointer {
        byte,
        bit,
        in_cdb: true,
    }))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "compared with what `parse` returns"
)]
fn read(lba: u64, blocks: u32) -> Result<Command, Sense> {
    Ok(Command::Read {
        lba,
        blocks,
        fua: false,
    })
}

#[test]
fn reads_of_all_sizes() {
    let parse = Command::parse;
    assert_eq!(parse(&[0x08, 0x1f, 0xff, 0xff, 1, 0]), read(0x1f_ffff, 1));
    assert_eq!(parse(&[0x08, 0xe0, 0, 1, 0, 0]), read(1, 256)); // the old LUN bits are not the address
    assert_eq!(
        parse(&[0x28, 0, 1, 2, 3, 4, 0, 5, 6, 0]),
        read(0x0102_0304, 0x0506)
    );
    assert_eq!(
        parse(&[0x28, 0, 1, 2, 3, 4, 0, 0, 0, 0]),
        read(0x0102_0304, 0)
    );
    assert_eq!(
        parse(&[0xa8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0]),
        read(0x0102_0304, 0x0506_0708)
    );
    assert_eq!(
        parse(&[0x88, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0]),
        read(0x0102_0304_0506_0708, 0x090a_0b0c)
    );
}

#[test]
fn writes_and_fua() {
    let write = |lba, blocks, fua| Ok(Command::Write { lba, blocks, fua });
    assert_eq!(Command::parse(&[0x0a, 0, 0, 9, 0, 0]), write(9, 256, false));
    assert_eq!(
        Command::parse(&[0x2a, 0x08, 0, 0, 0, 9, 0, 0, 3, 0]),
        write(9, 3, true)
    );
    assert_eq!(
        Command::parse(&[0x2a, 0x10, 0, 0, 0, 9, 0, 0, 3, 0]),
        write(9, 3, false)
    ); // DPO
    assert_eq!(
        Command::parse(&[0x2a, 0x20, 0, 0, 0, 9, 0, 0, 3, 0]),
        invalid(1, Some(7))
    );
}

#[test]
fn verify_and_its_byte_check() {
    let parse = |bytchk: u8| Command::parse(&[0x2f, bytchk << 1, 0, 0, 0, 1, 0, 0, 2, 0]);
    let verify = |check| {
        Ok(Command::Verify {
            lba: 1,
            blocks: 2,
            check,
        })
    };
    assert_eq!(parse(0), verify(ByteCheck::None));
    assert_eq!(parse(1), verify(ByteCheck::All));
    assert_eq!(parse(2), invalid(1, Some(2)));
    assert_eq!(parse(3), verify(ByteCheck::OneBlock));
}

#[test]
fn inquiry_pages() {
    let parse = |flags, page| Command::parse(&[0x12, flags, page, 1, 2, 0]);
    let inquiry = |page| {
        Ok(Command::Inquiry {
            page,
            allocation_length: 0x0102,
        })
    };
    assert_eq!(parse(0, 0), inquiry(None));
    assert_eq!(parse(1, 0), inquiry(Some(0)));
    assert_eq!(parse(1, 0xb0), inquiry(Some(0xb0)));
    assert_eq!(parse(0, 0x83), invalid(2, None));
    assert_eq!(parse(2, 0), invalid(1, Some(1)));
    assert_eq!(parse(3, 0), invalid(1, Some(1)));
}

#[test]
fn mode_sense_of_both_sizes() {
    assert_eq!(
        Command::parse(&[0x1a, 8, 0x48, 1, 0xc0, 0]),
        Ok(Command::ModeSense(ModeSense {
            form: ModeForm::Six,
            disable_block_descriptors: true,
            control: PageControl::Changeable,
            page: 8,
            subpage: 1,
            allocation_length: 0xc0,
        }))
    );
    assert_eq!(
        Command::parse(&[0x5a, 0x10, 0xbf, 0xff, 0, 0, 0, 1, 2, 0]),
        Ok(Command::ModeSense(ModeSense {
            form: ModeForm::Ten { long_lba: true },
            disable_block_descriptors: false,
            control: PageControl::Default,
            page: 0x3f,
            subpage: 0xff,
            allocation_length: 0x0102,
        }))
    );
}

#[test]
fn provisioning_commands() {
    assert_eq!(
        Command::parse(&[0x42, 1, 0, 0, 0, 0, 0, 0, 24, 0]),
        Ok(Command::Unmap {
            anchor: true,
            parameter_list_length: 24
        })
    );
    let same = |flags| Command::parse(&[0x93, flags, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0]);
    let (lba, blocks) = (1, 2);
    assert_eq!(
        same(0x09),
        Ok(Command::WriteSame {
            lba,
            blocks,
            unmap: true,
            anchor: false,
            no_data: true
        })
    );
    assert_eq!(
        same(0x18),
        Ok(Command::WriteSame {
            lba,
            blocks,
            unmap: true,
            anchor: true,
            no_data: false
        })
    );
    assert_eq!(same(0x10), invalid(1, Some(4)));
    assert_eq!(
        Command::parse(&[0x41, 1, 0, 0, 0, 0, 0, 0, 1, 0]),
        invalid(1, Some(0))
    );
}

#[test]
fn the_rest() {
    let parse = Command::parse;
    assert_eq!(parse(&[0; 6]), Ok(Command::TestUnitReady));
    assert_eq!(
        parse(&[3, 1, 0, 0, 252, 0]),
        Ok(Command::RequestSense {
            descriptor: true,
            allocation_length: 252
        })
    );
    assert_eq!(
        parse(&[0x1b, 1, 0, 0, 0x16, 0]),
        Ok(Command::StartStopUnit {
            immediate: true,
            power_condition: 1,
            no_flush: true,
            load_eject: true,
            start: false
        })
    );
    assert_eq!(
        parse(&[0x1b, 0, 0, 0, 1, 0]),
        Ok(Command::StartStopUnit {
            immediate: false,
            power_condition: 0,
            no_flush: false,
            load_eject: false,
            start: true
        })
    );
    assert_eq!(
        parse(&[0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        Ok(Command::ReadCapacity10)
    );
    let mut capacity_16 = [0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0];
    assert_eq!(
        parse(&capacity_16),
        Ok(Command::ReadCapacity16 {
            allocation_length: 32
        })
    );
    capacity_16[1] = 0x1f;
    assert_eq!(parse(&capacity_16), invalid(1, Some(4)));
    let mut luns = [0xa0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0];
    assert_eq!(
        parse(&luns),
        Ok(Command::ReportLuns {
            select_report: 2,
            allocation_length: 1 << 16
        })
    );
    luns[2] = 3;
    assert_eq!(parse(&luns), invalid(2, None));
    assert_eq!(parse(&[0xff]), Ok(Command::Unknown { opcode: 0xff }));
    assert_eq!(
        parse(&[0x35, 2, 0, 0, 0, 1, 0, 0, 0, 0]),
        Ok(Command::SynchronizeCache {
            lba: 1,
            blocks: 0,
            immediate: true
        })
    );
}

#[test]
fn nothing_is_invented_for_a_short_block() {
    assert_eq!(Command::parse(&[]), invalid(0, None));
    assert_eq!(Command::parse(&[0x28, 0, 0, 0, 0, 0]), invalid(6, None));
    assert_eq!(Command::parse(&[0; 5]), invalid(5, None));
}

#[test]
fn auto_contingent_allegiance_is_refused() {
    assert_eq!(Command::parse(&[0, 0, 0, 0, 0, 4]), invalid(5, Some(2)));
    assert_eq!(
        Command::parse(&[0x28, 0, 0, 0, 0, 0, 0, 0, 1, 4]),
        invalid(9, Some(2))
    );
}

proptest! {
    #[test]
    fn any_bytes_are_answered(cdb in proptest::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(command) = Command::parse(&cdb) {
            // What follows the command is not looked at.
            let longer = [&cdb[..], &[0xff; 8]].concat();
            prop_assert_eq!(Command::parse(&longer), Ok(command));
        }
    }
}
