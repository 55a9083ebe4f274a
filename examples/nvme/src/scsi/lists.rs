//! Data of commands that the driver looks at: the ranges of UNMAP, and the block of WRITE SAME.

use miniport::prelude::*;
use miniport::scsi::{BlockRange, Capacity, Sense, UnmapList};

use crate::command::nvm;
use crate::prp::LIST_BYTES;

/// How many ranges an UNMAP can have: their list lies where otherwise a PRP list does.
pub const MAX_UNMAP_RANGES: u32 = 128;

const _: () = assert!(MAX_UNMAP_RANGES as usize * 16 <= LIST_BYTES);

/// Reads a parameter list of UNMAP, and hands the words of the list for the controller to `write`: the number of ranges, of
/// which there may be none.
///
/// # Errors
/// What is wrong with the list.
pub fn ranges(
    list: &[u8],
    capacity: Capacity,
    mut write: impl FnMut(usize, u64) -> bool,
) -> Result<u8, Sense> {
    let list = UnmapList::parse(list)?;
    list.check_limits(MAX_UNMAP_RANGES, u32::MAX)?;
    let mut count = 0;
    for range in list.iter().filter(|range| range.blocks > 0) {
        BlockRange::check(range.lba, range.blocks.into(), capacity)?;
        for word in nvm::deallocated_range(range.lba, range.blocks) {
            if !write(count, word) {
                return Err(Sense::PARAMETER_LIST_LENGTH_ERROR);
            }
            count += 1;
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
        let capacity = Capacity::new(1000, BlockSize::B512).unwrap();
        let mut words = Vec::new();
        let count = ranges(list, capacity, |index, word| {
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
        let most = std::vec![(0, 1); MAX_UNMAP_RANGES as usize];
        assert_eq!(translated(&list(&most)).unwrap().0, 128);
        let more = std::vec![(0, 1); MAX_UNMAP_RANGES as usize + 1];
        assert!(translated(&list(&more)).is_err());
        assert!(translated(&list(&[(1, 2)])[..20]).is_err());
    }
}
