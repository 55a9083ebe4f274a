//! The commands of the NVM command set that the driver sends (NVM Express 1.4, section 6).

use super::Command;

/// A range of blocks, as the controller counts them: a first block and at most 65536 blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocks {
    lba: u64,
    last: u16,
}

impl Blocks {
    /// How many blocks a command can name.
    pub const MAX: u32 = 1 << 16;

    /// `count` blocks from `lba` on; `None` if there is none, or more than [`Blocks::MAX`].
    pub fn new(lba: u64, count: u64) -> Option<Self> {
        let last = u16::try_from(count.checked_sub(1)?).ok()?;
        Some(Self { lba, last })
    }
}

/// How many blocks a command without data can name that may have `limit` bytes, if there is a limit.
pub fn most(limit: Option<u64>, block: u32) -> u64 {
    let most = u64::from(Blocks::MAX);
    limit.map_or(most, |bytes| most.min(bytes / u64::from(block)))
}

/// FUA: not from or only to a volatile cache.
const FORCE_UNIT_ACCESS: u32 = 1 << 30;
/// DEAC: the blocks may be deallocated.
const DEALLOCATE: u32 = 1 << 25;

fn with_blocks(opcode: u8, namespace: u32, blocks: Blocks, flags: u32) -> Command {
    Command::new(opcode, namespace)
        .quad(10, blocks.lba)
        .dword(12, flags | u32::from(blocks.last))
}

fn force(fua: bool) -> u32 {
    if fua { FORCE_UNIT_ACCESS } else { 0 }
}

/// Read; without its data.
pub fn read(namespace: u32, blocks: Blocks, fua: bool) -> Command {
    with_blocks(0x02, namespace, blocks, force(fua))
}

/// Write; without its data.
pub fn write(namespace: u32, blocks: Blocks, fua: bool) -> Command {
    with_blocks(0x01, namespace, blocks, force(fua))
}

/// Compare; without its data.
pub fn compare(namespace: u32, blocks: Blocks) -> Command {
    with_blocks(0x05, namespace, blocks, 0)
}

/// Verify: the blocks have to be readable.
pub fn verify(namespace: u32, blocks: Blocks) -> Command {
    with_blocks(0x0c, namespace, blocks, 0)
}

/// Write Zeroes; `deallocate` allows the controller to deallocate the blocks.
pub fn write_zeroes(namespace: u32, blocks: Blocks, deallocate: bool) -> Command {
    let flags = if deallocate { DEALLOCATE } else { 0 };
    with_blocks(0x08, namespace, blocks, flags)
}

/// Flush: the volatile write cache is written.
pub fn flush(namespace: u32) -> Command {
    Command::new(0x00, namespace)
}

/// Dataset Management: deallocates `ranges` ranges (1 to 256); without its list.
pub fn deallocate(namespace: u32, ranges: u8) -> Command {
    const DEALLOCATE_ATTRIBUTE: u32 = 1 << 2;
    Command::new(0x09, namespace)
        .dword(10, u32::from(ranges.saturating_sub(1)))
        .dword(11, DEALLOCATE_ATTRIBUTE)
}

/// A range of the list of [`deallocate`], as two words of 64 bits.
pub fn deallocated_range(lba: u64, blocks: u32) -> [u64; 2] {
    [u64::from(blocks) << 32, lba]
}

#[cfg(test)]
mod tests {
    use miniport::prelude::DmaValue as _;

    use super::*;

    #[test]
    fn counts_are_one_less() {
        assert_eq!(Blocks::new(5, 0), None);
        assert_eq!(Blocks::new(5, 65_537), None);
        let all = Blocks::new(0x1_0000_0005, 65_536).unwrap();
        let words = read(3, all, true).into_words();
        assert_eq!((words[0], words[1]), (2, 3));
        assert_eq!(words[10..13], [5, 1, 0x4000_ffff]);
        let one = write(3, Blocks::new(9, 1).unwrap(), false).into_words();
        assert_eq!((one[0], one[10], one[12]), (1, 9, 0));
    }

    #[test]
    fn zeroes_may_be_deallocated() {
        let blocks = Blocks::new(0, 8).unwrap();
        assert_eq!(write_zeroes(1, blocks, true).into_words()[12], 0x0200_0007);
        assert_eq!(write_zeroes(1, blocks, false).into_words()[12], 7);
    }

    #[test]
    fn a_list_of_ranges_is_counted() {
        let words = deallocate(1, 128).into_words();
        assert_eq!((words[0], words[10], words[11]), (9, 127, 4));
        assert_eq!(
            deallocated_range(0x1_0000_0002, 3),
            [3 << 32, 0x1_0000_0002]
        );
    }
}
