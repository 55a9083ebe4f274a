//! How big a logical unit is, and READ CAPACITY (10) and (16), which say so.

use super::Response;

/// The bytes of a logical block: a power of two from 512 to 65536.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockSize(u32);

impl BlockSize {
    /// 512 bytes.
    pub const B512: Self = Self(512);
    /// 4096 bytes.
    pub const B4096: Self = Self(4096);

    /// A block of `bytes` bytes; `None` if that is not a power of two from 512 to 65536.
    pub const fn new(bytes: u32) -> Option<Self> {
        if bytes.is_power_of_two() && bytes >= 512 && bytes <= 65536 {
            Some(Self(bytes))
        } else {
            None
        }
    }

    /// The bytes of one block.
    pub const fn bytes(self) -> u32 {
        self.0
    }
}

/// The size of a logical unit: a number of blocks, whose bytes fit in 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Capacity {
    blocks: u64,
    block_size: BlockSize,
}

impl Capacity {
    /// `blocks` blocks of `block_size`; `None` if there is no block, or more bytes than 64 bits count.
    pub const fn new(blocks: u64, block_size: BlockSize) -> Option<Self> {
        match blocks.checked_mul(block_size.0 as u64) {
            None | Some(0) => None,
            Some(_) => Some(Self { blocks, block_size }),
        }
    }

    /// The number of blocks; not zero.
    pub const fn blocks(self) -> u64 {
        self.blocks
    }

    /// The size of a block.
    pub const fn block_size(self) -> BlockSize {
        self.block_size
    }

    /// The number of bytes.
    pub const fn bytes(self) -> u64 {
        self.blocks * self.block_size.0 as u64 // cannot overflow: `new` multiplied them
    }

    /// The address of the last block.
    pub const fn last_lba(self) -> u64 {
        self.blocks - 1 // there is one: `new` saw to it
    }
}

/// READ CAPACITY parameter data (SBC-3, 5.15 and 5.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadCapacity {
    /// The size of the unit.
    pub capacity: Capacity,
    /// LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT: a physical block is 2 to this power logical blocks (0 to 15).
    pub physical_block_exponent: u8,
    /// LBPME: blocks can be unmapped.
    pub provisioning: bool,
    /// LBPRZ: unmapped blocks read as zeros.
    pub unmapped_reads_zeros: bool,
}

impl ReadCapacity {
    /// `capacity`, physical blocks like the logical ones, nothing unmapped.
    pub const fn new(capacity: Capacity) -> Self {
        Self {
            capacity,
            physical_block_exponent: 0,
            provisioning: false,
            unmapped_reads_zeros: false,
        }
    }

    /// The 8 bytes of READ CAPACITY (10). A unit of more than 2^32 blocks says `FFFFFFFFh`: ask READ CAPACITY (16).
    pub fn write_10(&self, response: &mut Response<'_>) {
        response.put_u32(u32::try_from(self.capacity.last_lba()).unwrap_or(u32::MAX));
        response.put_u32(self.capacity.block_size.bytes());
    }

    /// The 32 bytes of READ CAPACITY (16).
    pub fn write_16(&self, response: &mut Response<'_>) {
        let start = response.total();
        response.put_u64(self.capacity.last_lba());
        response.put_u32(self.capacity.block_size.bytes());
        response.put_u8(0); // no protection information
        response.put_u8(self.physical_block_exponent & 0x0f);
        response
            .put_u8(u8::from(self.provisioning) << 7 | u8::from(self.unmapped_reads_zeros) << 6);
        response.pad_to(start + 32);
    }
}

#[cfg(test)]
mod tests {
    use super::{BlockSize, Capacity, ReadCapacity, Response};

    #[test]
    fn sizes_that_cannot_be_are_refused() {
        assert_eq!(
            [0, 256, 513, 131_072, u32::MAX].map(BlockSize::new),
            [None; 5]
        );
        assert_eq!(BlockSize::new(4096), Some(BlockSize::B4096));
        assert_eq!(Capacity::new(0, BlockSize::B512), None);
        assert_eq!(Capacity::new(1 << 55, BlockSize::B512), None);
        assert_eq!(
            Capacity::new((1 << 55) - 1, BlockSize::B512)
                .unwrap()
                .bytes(),
            u64::MAX - 511
        );
    }

    #[test]
    fn read_capacity_10_saturates() {
        let bytes = |blocks| {
            let mut buffer = [0; 8];
            let capacity = Capacity::new(blocks, BlockSize::B512).unwrap();
            ReadCapacity::new(capacity).write_10(&mut Response::new(&mut buffer, 8));
            buffer
        };
        assert_eq!(bytes(0x1000), [0, 0, 0x0f, 0xff, 0, 0, 2, 0]);
        assert_eq!(bytes(1 << 32), [0xff, 0xff, 0xff, 0xff, 0, 0, 2, 0]);
        assert_eq!(bytes(1 << 40), [0xff, 0xff, 0xff, 0xff, 0, 0, 2, 0]);
    }

    #[test]
    fn read_capacity_16_has_its_flags_and_is_cut() {
        let capacity = Capacity::new(1 << 33, BlockSize::B4096).unwrap();
        let data = ReadCapacity {
            physical_block_exponent: 3,
            provisioning: true,
            unmapped_reads_zeros: true,
            ..ReadCapacity::new(capacity)
        };
        let mut buffer = [0xee; 40];
        let mut response = Response::new(&mut buffer, 32);
        data.write_16(&mut response);
        assert_eq!(response.total(), 32);
        assert_eq!(
            response.bytes()[..16],
            [
                0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0, 0, 0x10, 0, 0, 3, 0xc0, 0
            ]
        );
        let mut response = Response::new(&mut buffer, 12);
        data.write_16(&mut response);
        assert_eq!(response.bytes().len(), 12);
    }
}
