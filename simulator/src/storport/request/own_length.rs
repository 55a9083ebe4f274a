//! How long the answer of a command is by what the answer itself says: the standards have a length in the head of most lists.

use miniport::scsi::opcode;

/// Bytes of an answer that [`of`] looks at.
pub(super) const HEADER: usize = 8;

/// The length that a list has, in its head.
#[derive(Clone, Copy)]
enum Length {
    /// At this byte, a byte; of what follows it.
    Byte(usize),
    /// Two bytes.
    Word(usize),
    /// Four bytes, and the list begins so many bytes behind the head's beginning.
    Long(usize, usize),
    /// Always so many.
    Fixed(usize),
}

/// The length of an answer: the command, whether it is INQUIRY for a page, where the length is, and the bytes of the allocation length
/// in the CDB (none where the command has none).
const ROWS: [(u8, bool, Length, [usize; 2]); 6] = [
    (opcode::INQUIRY, false, Length::Byte(4), [3, 5]),
    (opcode::INQUIRY, true, Length::Word(2), [3, 5]),
    (opcode::MODE_SENSE_6, false, Length::Byte(0), [4, 5]),
    (opcode::MODE_SENSE_10, false, Length::Word(0), [7, 9]),
    (opcode::REPORT_LUNS, false, Length::Long(0, 8), [6, 10]),
    (opcode::READ_CAPACITY_10, false, Length::Fixed(8), [0, 0]),
];

/// How many bytes are to be transferred of an answer that begins so, into a buffer of `room` bytes; `None` where the command says no
/// length. An answer that is cut off in its head is as long as the room for it.
pub(super) fn of(cdb: &[u8; 32], answer: &[u8], room: usize) -> Option<u64> {
    let of_page = cdb[0] == opcode::INQUIRY && cdb[1] & 1 != 0;
    let &(.., length, [from, to]) = ROWS
        .iter()
        .find(|row| (row.0, row.1) == (cdb[0], of_page))?;
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0u64, |sum, &byte| sum << 8 | u64::from(byte))
    };
    let allocated = if from == to {
        u64::MAX
    } else {
        number(&cdb[from..to])
    };
    let room = allocated.min(room as u64);
    let list = |at: usize, size: usize, begins: usize| {
        let said = answer.get(at..at + size);
        said.map_or(u64::MAX, |bytes| {
            number(bytes).saturating_add(begins as u64)
        })
    };
    let own = match length {
        Length::Byte(at) => list(at, 1, at + 1),
        Length::Word(at) => list(at, 2, at + 2),
        Length::Long(at, begins) => list(at, 4, begins),
        Length::Fixed(length) => length as u64,
    };
    Some(own.min(room))
}

#[cfg(test)]
mod tests {
    use miniport::scsi::cdb;

    use super::of;

    fn length(command: &[u8], answer: &[u8], room: usize) -> Option<u64> {
        let mut cdb = [0; 32];
        cdb[..command.len()].copy_from_slice(command);
        of(&cdb, &answer[..answer.len().min(8)], room)
    }

    #[test]
    fn answers_say_how_long_they_are() {
        let inquiry = [0, 0, 6, 2, 31, 0, 0, 0];
        assert_eq!(length(&cdb::inquiry(None, 255), &inquiry, 255), Some(36));
        assert_eq!(length(&cdb::inquiry(None, 20), &inquiry, 20), Some(20));
        assert_eq!(length(&cdb::inquiry(None, 20), &inquiry, 255), Some(20));
        assert_eq!(length(&cdb::inquiry(None, 255), &inquiry, 30), Some(30));
        let page = [0, 0x83, 1, 0x10, 9, 9, 9, 9];
        assert_eq!(
            length(&cdb::inquiry(Some(0x83), 1000), &page, 1000),
            Some(0x114)
        );
        assert_eq!(
            length(&cdb::mode_sense_6(0x3F, 192), &[0x1F, 0], 192),
            Some(32)
        );
        assert_eq!(
            length(&cdb::report_luns(0, 64), &[0, 0, 0, 16, 0, 0, 0, 0], 64),
            Some(24)
        );
        assert_eq!(length(&cdb::read_capacity_10(), &[0; 8], 8), Some(8));
        assert_eq!(length(&cdb::read_capacity_10(), &[0; 4], 4), Some(4));
        // What is cut off in its head says nothing of itself.
        assert_eq!(length(&cdb::inquiry(None, 3), &inquiry[..3], 3), Some(3));
        assert_eq!(length(&cdb::test_unit_ready(), &[], 0), None);
        assert_eq!(length(&cdb::read_10(0, 1), &[0; 8], 512), None);
    }
}
