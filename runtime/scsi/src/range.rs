//! Block ranges that are known to lie inside a logical unit.

use core::ops::Range;

use super::{Capacity, Sense};

/// A range of blocks inside a logical unit, so that its bytes can be counted without overflow.
///
/// Made by [`check`](Self::check) only: a range that exists was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockRange {
    lba: u64,
    blocks: u64,
    block_bytes: u32,
}

impl BlockRange {
    /// `blocks` blocks from `lba` on, inside `capacity`. No block at all may begin right behind the last one.
    ///
    /// # Errors
    ///
    /// LOGICAL BLOCK ADDRESS OUT OF RANGE, with the first block that does not exist.
    pub const fn check(lba: u64, blocks: u64, capacity: Capacity) -> Result<Self, Sense> {
        if lba > capacity.blocks() {
            return Err(Sense::lba_out_of_range(lba));
        }
        if blocks > capacity.blocks() - lba {
            return Err(Sense::lba_out_of_range(capacity.blocks()));
        }
        Ok(Self {
            lba,
            blocks,
            block_bytes: capacity.block_size().bytes(),
        })
    }

    /// The same, for commands that mean "all blocks that follow" by a count of 0 (SYNCHRONIZE CACHE, WRITE SAME).
    ///
    /// # Errors
    ///
    /// As of [`check`](Self::check).
    pub const fn check_or_rest(lba: u64, blocks: u64, capacity: Capacity) -> Result<Self, Sense> {
        let blocks = if blocks == 0 {
            capacity.blocks().saturating_sub(lba)
        } else {
            blocks
        };
        Self::check(lba, blocks, capacity)
    }

    /// The first block.
    pub const fn lba(self) -> u64 {
        self.lba
    }

    /// How many blocks.
    pub const fn blocks(self) -> u64 {
        self.blocks
    }

    /// No block at all.
    pub const fn is_empty(self) -> bool {
        self.blocks == 0
    }

    /// The bytes of the range, counted from the start of the unit.
    pub const fn bytes(self) -> Range<u64> {
        let start = self.lba * self.block_bytes as u64; // both fit: the capacity in bytes does
        start..start + self.byte_length()
    }

    /// How many bytes.
    pub const fn byte_length(self) -> u64 {
        self.blocks * self.block_bytes as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BlockRange, Capacity, Sense};
    use crate::BlockSize;

    #[test]
    fn ends_are_exact() {
        let capacity = Capacity::new(100, BlockSize::B512).unwrap();
        let check = |lba, blocks| BlockRange::check(lba, blocks, capacity);
        assert_eq!(check(99, 1).unwrap().bytes(), 99 * 512..100 * 512);
        assert_eq!(check(0, 100).unwrap().byte_length(), 51_200);
        assert!(check(100, 0).unwrap().is_empty());
        let one = check(99, 1).unwrap();
        assert_eq!((one.lba(), one.blocks(), one.is_empty()), (99, 1, false));
        assert_eq!(check(99, 2), Err(Sense::lba_out_of_range(100)));
        assert_eq!(check(101, 0), Err(Sense::lba_out_of_range(101)));
        assert_eq!(
            check(u64::MAX, u64::MAX),
            Err(Sense::lba_out_of_range(u64::MAX))
        );
        assert_eq!(check(1, u64::MAX), Err(Sense::lba_out_of_range(100)));
        assert_eq!(
            BlockRange::check_or_rest(40, 0, capacity).unwrap().blocks(),
            60
        );
        assert_eq!(
            BlockRange::check_or_rest(101, 0, capacity),
            Err(Sense::lba_out_of_range(101))
        );
    }

    proptest! {
        #[test]
        fn agrees_with_wide_arithmetic(lba: u64, blocks: u64, size in 1_u64..1 << 51) {
            let capacity = Capacity::new(size, BlockSize::B4096).unwrap();
            for lba in [lba, lba % size, size, size - 1] {
                for blocks in [blocks, blocks % size, size - lba.min(size), 0] {
                    let inside = u128::from(lba) + u128::from(blocks) <= u128::from(size);
                    let range = BlockRange::check(lba, blocks, capacity);
                    prop_assert_eq!(range.is_ok(), inside);
                    if let Ok(range) = range {
                        prop_assert!(range.bytes().end <= capacity.bytes());
                    }
                }
            }
        }
    }
}
