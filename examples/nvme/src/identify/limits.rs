//! The Identify Controller data of the NVM command set: what its commands may do at most.

use core::sync::atomic::{AtomicU64, Ordering};

use super::Fields;

/// The largest blocks × shift that is still a number of bytes here: more is no limit.
const LARGEST_SHIFT: u8 = 40;

/// What commands may do at most (NVM Command Set 1.0, figure 101). Zero is no limit, and a controller before NVM Express 2.0 has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The first 16 bytes.
    words: [u64; 2],
}

impl Limits {
    /// Reads the data.
    pub fn parse(data: &(impl Fields + ?Sized)) -> Self {
        Self {
            words: [data.u64(0), data.u64(8)],
        }
    }

    fn shift(self, byte: usize) -> Option<u64> {
        let shift = self.words[0].to_le_bytes()[byte];
        (1..LARGEST_SHIFT)
            .contains(&shift)
            .then(|| 4096_u64 << shift)
    }

    /// VSL: bytes of Verify.
    pub fn verify(self) -> Option<u64> {
        self.shift(0)
    }

    /// WZSL: bytes of Write Zeroes.
    pub fn write_zeroes(self) -> Option<u64> {
        self.shift(1)
    }

    /// DMRL: ranges of Dataset Management.
    pub fn ranges(self) -> Option<u32> {
        let [_, _, _, ranges, ..] = self.words[0].to_le_bytes();
        (ranges != 0).then_some(ranges.into())
    }

    /// DMRSL: blocks of a range.
    pub fn range_blocks(self) -> Option<u32> {
        let [.., a, b, c, d] = self.words[0].to_le_bytes();
        let blocks = u32::from_le_bytes([a, b, c, d]);
        (blocks != 0).then_some(blocks)
    }

    /// DMSL: blocks of all ranges.
    pub fn all_blocks(self) -> Option<u64> {
        let [_, blocks] = self.words;
        (blocks != 0).then_some(blocks)
    }
}

/// [`Limits`] that the work item sets, whenever it initialises the controller, and all processors look at.
#[derive(Debug, Default)]
pub struct SharedLimits([AtomicU64; 2]);

impl SharedLimits {
    /// The limits.
    pub fn get(&self) -> Limits {
        Limits {
            words: self.0.each_ref().map(|word| word.load(Ordering::Relaxed)),
        }
    }

    /// Sets them, while no requests run.
    pub fn set(&self, limits: Limits) {
        for (place, word) in self.0.iter().zip(limits.words) {
            place.store(word, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_lie_where_the_specification_says() {
        let mut data = [0; 4096];
        (data[0], data[1], data[3]) = (7, 2, 64);
        data[4..8].copy_from_slice(&1000_u32.to_le_bytes());
        data[8..16].copy_from_slice(&(1_u64 << 33).to_le_bytes());
        let shared = SharedLimits::default();
        shared.set(Limits::parse(&data[..]));
        let limits = shared.get();
        assert_eq!(limits.verify(), Some(512 << 10));
        assert_eq!(limits.write_zeroes(), Some(16 << 10));
        assert_eq!(
            (limits.ranges(), limits.range_blocks()),
            (Some(64), Some(1000))
        );
        assert_eq!(limits.all_blocks(), Some(1 << 33));
    }

    #[test]
    fn zero_is_no_limit() {
        let none = Limits::default();
        assert_eq!((none.verify(), none.write_zeroes()), (None, None));
        assert_eq!(
            (none.ranges(), none.range_blocks(), none.all_blocks()),
            (None, None, None)
        );
        let mut data = [0; 4096];
        data[0] = 255;
        assert_eq!(Limits::parse(&data[..]).verify(), None);
    }
}
