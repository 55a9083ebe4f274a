//! Data of commands that the driver looks at: the ranges of UNMAP, and the block of WRITE SAME.

use miniport::prelude::*;
use miniport::scsi::{BlockRange, Capacity, Sense, UnmapList};

use crate::command::nvm;
use crate::identify::Limits;
use crate::prp::LIST_BYTES;

/// How many ranges a command has room for: their list lies where otherwise a PRP list does.
const ROOM: u32 = 128;

const _: () = assert!(ROOM as usize * 16 <= LIST_BYTES);

/// As much of a parameter list as is looked at: all ranges that an UNMAP can have.
pub const UNMAP_LIST: usize = UnmapList::size(ROOM as usize);

/// What an UNMAP can have at most, as the Block Limits page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranges {
    /// Ranges.
    pub descriptors: u32,
    /// Blocks, of all ranges together; [`u32::MAX`] is no limit.
    pub blocks: u32,
    /// Blocks of a range for the controller: a longer one becomes several.
    longest: u32,
}

impl Ranges {
    /// UNMAP is not supported.
    pub const NONE: Self = Self {
        descriptors: 0,
        blocks: 0,
        longest: u32::MAX,
    };

    /// With a controller of these limits. Where it limits a single range, half of the ranges are kept for what is cut: then
    /// everything that the page allows fits.
    pub fn of(limits: Limits) -> Self {
        let ranges = limits.ranges().unwrap_or(ROOM).min(ROOM);
        let all = limits.all_blocks().unwrap_or(u64::MAX);
        let all = u32::try_from(all).unwrap_or(u32::MAX);
        match limits.range_blocks() {
            None => Self {
                descriptors: ranges,
                blocks: all,
                longest: u32::MAX,
            },
            Some(longest) => {
                let descriptors = ranges.div_ceil(2);
                let cut = ranges - descriptors + 1;
                Self {
                    descriptors,
                    blocks: longest.saturating_mul(cut).min(all),
                    longest,
                }
            }
        }
    }
}

/// Reads a parameter list of UNMAP of `length` bytes, of which `list` is the beginning, and hands the words of the list for the
/// controller to `write`: the number of ranges, of which there may be none.
///
/// # Errors
/// What is wrong with the list.
pub fn ranges(
    list: &[u8],
    length: usize,
    capacity: Capacity,
    limits: Limits,
    mut write: impl FnMut(usize, u64) -> bool,
) -> Result<u8, Sense> {
    let most = Ranges::of(limits);
    let list = UnmapList::parse_beginning(list, length)?;
    list.check_limits(most.descriptors, most.blocks)?;
    let mut count = 0;
    for range in list.iter().filter(|range| range.blocks > 0) {
        BlockRange::check(range.lba, range.blocks.into(), capacity)?;
        let (mut lba, mut left) = (range.lba, range.blocks);
        while left > 0 {
            let blocks = left.min(most.longest);
            for word in nvm::deallocated_range(lba, blocks) {
                if !write(count, word) {
                    return Err(Sense::PARAMETER_LIST_LENGTH_ERROR);
                }
                count += 1;
            }
            lba += u64::from(blocks);
            left -= blocks;
        }
    }
    u8::try_from(count / 2).map_err(|_| Sense::PARAMETER_LIST_LENGTH_ERROR)
}

/// Whether the first `length` bytes of `data` are zero.
///
/// # Errors
/// [`OutOfBounds`] if there are fewer.
pub fn is_zero(data: &DataBuffer<'_>, length: u32) -> Result<bool, OutOfBounds> {
    const STEP: usize = 512; // every block is a multiple
    let mut bytes = [0; STEP];
    for at in (0..length as usize).step_by(STEP) {
        data.read_at(at, &mut bytes)?;
        if bytes != [0; STEP] {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use miniport::scsi::{AdditionalSense, BlockSize};

    use super::*;

    fn list(ranges: &[(u64, u32)]) -> Vec<u8> {
        let bytes = u16::try_from(ranges.len() * 16).unwrap();
        let mut list = Vec::new();
        list.extend((bytes + 6).to_be_bytes());
        list.extend(bytes.to_be_bytes());
        list.extend([0; 4]);
        for (lba, blocks) in ranges {
            list.extend(lba.to_be_bytes());
            list.extend(blocks.to_be_bytes());
            list.extend([0; 4]);
        }
        list
    }

    fn translated(list: &[u8]) -> Result<(u8, Vec<u64>), Sense> {
        limited(list, Limits::default())
    }

    fn limited(list: &[u8], limits: Limits) -> Result<(u8, Vec<u64>), Sense> {
        let capacity = Capacity::new(1000, BlockSize::B512).unwrap();
        let mut words = Vec::new();
        let count = ranges(list, list.len(), capacity, limits, |index, word| {
            assert_eq!(index, words.len());
            words.push(word);
            index < LIST_BYTES / 8
        })?;
        Ok((count, words))
    }

    #[test]
    fn empty_ranges_are_left_out() {
        assert_eq!(translated(&list(&[])), Ok((0, Vec::new())));
        assert_eq!(
            translated(&list(&[(1, 2), (5, 0), (990, 10)])).unwrap(),
            (2, Vec::from([2 << 32, 1, 10 << 32, 990]))
        );
    }

    #[test]
    fn ranges_are_checked() {
        let out = translated(&list(&[(1, 2), (990, 11)])).unwrap_err();
        assert_eq!(
            out.code,
            AdditionalSense::LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE
        );
        let most = std::vec![(0, 1); ROOM as usize];
        assert_eq!(translated(&list(&most)).unwrap().0, 128);
        let more = std::vec![(0, 1); ROOM as usize + 1];
        assert!(translated(&list(&more)).is_err());
        assert!(translated(&list(&[(1, 2)])[..20]).is_err());
    }

    /// NVM Command Set 1.0, 3.2.3 and figure 101: DMRL, DMRSL and DMSL limit ranges, blocks of a range, blocks of all.
    #[test]
    fn what_the_controller_limits_is_limited_and_cut() {
        let limits = |ranges: u8, range_blocks: u32, all: u64| {
            let mut data = [0; 16];
            data[3] = ranges;
            data[4..8].copy_from_slice(&range_blocks.to_le_bytes());
            data[8..].copy_from_slice(&all.to_le_bytes());
            Limits::parse(&data[..])
        };
        let none = Ranges::of(limits(0, 0, 0));
        assert_eq!((none.descriptors, none.blocks), (128, u32::MAX));
        let few = Ranges::of(limits(8, 0, 1000));
        assert_eq!((few.descriptors, few.blocks), (8, 1000));
        let short = limits(8, 100, 0);
        assert_eq!(
            (Ranges::of(short).descriptors, Ranges::of(short).blocks),
            (4, 500)
        );
        assert_eq!(Ranges::of(limits(1, 100, 0)).blocks, 100);
        // The worst that the page allows: as many ranges for the controller as it takes.
        let worst = list(&[(0, 497), (600, 1), (700, 1), (800, 1)]);
        let (count, words) = limited(&worst, short).unwrap();
        assert_eq!(count, 8);
        assert_eq!(words[..4], [100 << 32, 0, 100 << 32, 100]);
        assert_eq!(words[8..10], [97 << 32, 400]);
        assert!(limited(&list(&[(0, 501)]), short).is_err());
        assert!(limited(&list(&[(0, 1); 5]), short).is_err());
    }
}
