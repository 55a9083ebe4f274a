//! Each command, right and wrong.

use miniport::scsi::{BlockSize, Capacity};

use super::*;

const BLOCKS: u64 = 1 << 20;
/// Where the commands have their number of blocks.
const COUNT: u16 = 10;

fn target() -> Target {
    Target {
        namespace: 3,
        geometry: Geometry {
            capacity: Capacity::new(BLOCKS, BlockSize::B512).unwrap(),
            read_only: false,
            reads_zeros: true,
            thin: false,
        },
        optional: Optional(0b1000_1101),
        write_cache: true,
        longest_transfer: 1 << 20,
        limits: Limits::default(),
        stopped: false,
    }
}

fn of(command: Scsi, target: &Target) -> Result<Translation, Sense> {
    translate(command, FieldPointer::cdb(COUNT), target).unwrap()
}

fn blocks(lba: u64, count: u64) -> nvm::Blocks {
    nvm::Blocks::new(lba, count).unwrap()
}

#[test]
fn reads_and_writes_carry_their_data() {
    let read = Scsi::Read {
        lba: 5,
        blocks: 8,
        fua: true,
    };
    let write = Scsi::Write {
        lba: 5,
        blocks: 8,
        fua: false,
    };
    let data = Data::Transfer(4096);
    assert_eq!(
        of(read, &target()),
        Ok(Translation::Command(nvm::read(3, blocks(5, 8), true), data))
    );
    assert_eq!(
        of(write, &target()),
        Ok(Translation::Command(
            nvm::write(3, blocks(5, 8), false),
            data
        ))
    );
    let none = Scsi::Read {
        lba: BLOCKS,
        blocks: 0,
        fua: false,
    };
    assert_eq!(of(none, &target()), Ok(Translation::Done));
    let outside = Scsi::Read {
        lba: BLOCKS - 1,
        blocks: 2,
        fua: false,
    };
    assert_eq!(of(outside, &target()), Err(Sense::lba_out_of_range(BLOCKS)));
    let long = Scsi::Read {
        lba: 0,
        blocks: 65_537,
        fua: false,
    };
    assert_eq!(
        of(long, &target()),
        Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(10)))
    );
}

#[test]
fn a_protected_unit_is_not_changed() {
    let mut target = target();
    target.geometry.read_only = true;
    for command in [
        Scsi::Write {
            lba: 0,
            blocks: 1,
            fua: false,
        },
        Scsi::Unmap {
            anchor: false,
            parameter_list_length: 24,
        },
        Scsi::WriteSame {
            lba: 0,
            blocks: 1,
            unmap: true,
            anchor: false,
            no_data: true,
        },
    ] {
        assert_eq!(of(command, &target).unwrap_err().key, SenseKey::DataProtect);
    }
}

#[test]
fn synchronize_cache_is_flush() {
    let command = Scsi::SynchronizeCache {
        lba: 0,
        blocks: 0,
        immediate: false,
    };
    let flush = Translation::Command(nvm::flush(3), Data::None);
    assert_eq!(of(command, &target()), Ok(flush));
    let mut durable = target();
    durable.write_cache = false;
    assert_eq!(of(command, &durable), Ok(Translation::Done));
    let outside = Scsi::SynchronizeCache {
        lba: BLOCKS,
        blocks: 1,
        immediate: false,
    };
    assert_eq!(of(outside, &target()), Err(Sense::lba_out_of_range(BLOCKS)));
}

#[test]
fn stopping_flushes_and_ejecting_is_refused() {
    let command = |start, load_eject, no_flush| Scsi::StartStopUnit {
        immediate: false,
        power_condition: 0,
        no_flush,
        load_eject,
        start,
    };
    let flush = Translation::Command(nvm::flush(3), Data::None);
    assert_eq!(of(command(false, false, false), &target()), Ok(flush));
    assert_eq!(
        of(command(false, false, true), &target()),
        Ok(Translation::Done)
    );
    assert_eq!(
        of(command(true, false, false), &target()),
        Ok(Translation::Done)
    );
    assert!(of(command(false, true, false), &target()).is_err());
}

#[test]
fn verify_has_three_forms() {
    let verify = |check| {
        of(
            Scsi::Verify {
                lba: 1,
                blocks: 2,
                check,
            },
            &target(),
        )
    };
    assert_eq!(
        verify(ByteCheck::None),
        Ok(Translation::Command(
            nvm::verify(3, blocks(1, 2)),
            Data::None
        ))
    );
    assert_eq!(
        verify(ByteCheck::All),
        Ok(Translation::Command(
            nvm::compare(3, blocks(1, 2)),
            Data::Transfer(1024)
        ))
    );
    assert!(verify(ByteCheck::OneBlock).is_err());
    let mut simple = target();
    simple.optional = Optional(0);
    let command = Scsi::Verify {
        lba: 1,
        blocks: 2,
        check: ByteCheck::None,
    };
    assert_eq!(of(command, &simple), Ok(simple.flush()));
}

#[test]
fn what_the_controller_lacks_is_no_command() {
    let mut simple = target();
    simple.optional = Optional(0);
    for command in [
        Scsi::Unmap {
            anchor: false,
            parameter_list_length: 24,
        },
        Scsi::WriteSame {
            lba: 0,
            blocks: 1,
            unmap: true,
            anchor: false,
            no_data: true,
        },
    ] {
        assert_eq!(
            of(command, &simple),
            Err(Sense::INVALID_COMMAND_OPERATION_CODE)
        );
    }
}

/// SBC-3, 5.28 and 5.49: `ANC_SUP` of the Logical Block Provisioning page is zero.
#[test]
fn anchoring_is_refused() {
    let write_same = Scsi::WriteSame {
        lba: 7,
        blocks: 1,
        unmap: true,
        anchor: true,
        no_data: true,
    };
    let unmap = Scsi::Unmap {
        anchor: true,
        parameter_list_length: 24,
    };
    for (command, bit) in [(write_same, 4), (unmap, 0)] {
        let field = FieldPointer::cdb(1).bit(bit);
        let refused = Err(Sense::invalid_field_in_cdb(field));
        assert_eq!(of(command, &target()), refused);
    }
}

/// SBC-3, 4.19: a stopped unit has to be started; what is wrong with a START STOP UNIT is said all the same.
#[test]
fn a_stopped_unit_has_to_be_started() {
    let mut stopped = target();
    stopped.stopped = true;
    let read = Scsi::Read {
        lba: BLOCKS,
        blocks: 1,
        fua: false,
    };
    let code = AdditionalSense::LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED;
    assert_eq!(of(read, &stopped), Err(Sense::not_ready(code)));
    let start = |power_condition| Scsi::StartStopUnit {
        immediate: false,
        power_condition,
        no_flush: false,
        load_eject: false,
        start: true,
    };
    assert_eq!(of(start(0), &stopped), Ok(Translation::Done));
    let field = FieldPointer::cdb(4).bit(7);
    assert_eq!(
        of(start(1), &stopped),
        Err(Sense::invalid_field_in_cdb(field))
    );
}

/// A range that is longer than what the controller verifies is not verified in part.
#[test]
fn too_long_a_range_is_not_verified() {
    let verify = |blocks| {
        let command = Scsi::Verify {
            lba: 0,
            blocks,
            check: ByteCheck::None,
        };
        of(command, &target())
    };
    assert!(verify(65_536).is_ok());
    let refused = Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(COUNT)));
    assert_eq!(verify(65_537), refused);
    assert_eq!(verify(0), Ok(Translation::Done));
}

#[test]
fn write_same_is_write_zeroes() {
    let command = |blocks, no_data| {
        let command = Scsi::WriteSame {
            lba: 7,
            blocks,
            unmap: true,
            anchor: false,
            no_data,
        };
        of(command, &target())
    };
    let zeroes = nvm::write_zeroes(3, blocks(7, 9), true);
    assert_eq!(
        command(9, true),
        Ok(Translation::Command(zeroes, Data::None))
    );
    assert_eq!(
        command(9, false),
        Ok(Translation::Command(zeroes, Data::Zeros(512)))
    );
    assert!(command(0, true).is_err() && command(65_537, true).is_err());
    assert!(command(65_536, true).is_ok());
}
