//! What every request needs to know of a unit, in 64 bits.

use miniport::scsi::{BlockSize, Capacity};

use crate::identify::Namespace;

/// Size and properties of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Its size.
    pub capacity: Capacity,
    /// It is write protected.
    pub read_only: bool,
    /// Deallocated blocks read as zeros.
    pub reads_zeros: bool,
    /// Blocks get their storage when they are written.
    pub thin: bool,
}

const READ_ONLY: u64 = 1;
const READS_ZEROS: u64 = 1 << 1;
const THIN: u64 = 1 << 2;
/// The exponent of the block size lies above the flags, the number of blocks above that.
const SHIFT: u32 = 3;
const BLOCKS: u32 = 8;

impl Geometry {
    /// That of a namespace.
    pub fn of(namespace: &Namespace) -> Self {
        Self {
            capacity: namespace.capacity,
            read_only: namespace.read_only,
            reads_zeros: namespace.deallocated_reads_zeros,
            thin: namespace.thin,
        }
    }

    /// Not zero. A capacity has at most 2^55 blocks, because its bytes fit in 64 bits.
    pub fn pack(self) -> u64 {
        let flag = |set, bit| if set { bit } else { 0 };
        let shift = self.capacity.block_size().bytes().trailing_zeros();
        self.capacity.blocks() << BLOCKS
            | u64::from(shift) << SHIFT
            | flag(self.read_only, READ_ONLY)
            | flag(self.reads_zeros, READS_ZEROS)
            | flag(self.thin, THIN)
    }

    /// What was packed; `None` for zero.
    pub fn unpack(packed: u64) -> Option<Self> {
        let block_size = BlockSize::new(1 << (packed >> SHIFT & 0x1f))?;
        Some(Self {
            capacity: Capacity::new(packed >> BLOCKS, block_size)?,
            read_only: packed & READ_ONLY != 0,
            reads_zeros: packed & READS_ZEROS != 0,
            thin: packed & THIN != 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn zero_is_no_unit() {
        assert_eq!(Geometry::unpack(0), None);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(blocks in 1_u64..1 << 48, shift in 9_u32..=16, flags in 0_u8..8) {
            let geometry = Geometry {
                capacity: Capacity::new(blocks, BlockSize::new(1 << shift).unwrap()).unwrap(),
                read_only: flags & 1 != 0,
                reads_zeros: flags & 2 != 0,
                thin: flags & 4 != 0,
            };
            prop_assert_eq!(Geometry::unpack(geometry.pack()), Some(geometry));
        }
    }
}
