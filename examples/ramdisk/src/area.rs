//! The blocks of a unit with the option `dump`: memory that is there from the start and that processors share without a lock, so that the
//! dump path can write it whatever the running system was doing when it crashed.

use core::ops::Range;
use core::sync::atomic::{AtomicU64, Ordering};

use miniport::DeviceExtension;
use miniport::irql::Dispatch;
use miniport::prelude::*;
use miniport::scsi::{BlockSize, Capacity};

/// The longest area: pool memory in one piece.
pub const LONGEST: u64 = 1 << 30;

/// Bytes of a word.
const WORD: usize = size_of::<AtomicU64>();
/// Bytes that are copied at a time: every block is a multiple.
const STEP: usize = BlockSize::B512.bytes() as usize;

/// What there is of an area: the number of its unit, how many blocks it has, their size, and their bytes in words.
///
/// It is left for the dump path, a second copy of this driver, which knows none of its structures.
pub type Blocks = (u8, u64, u32, PoolBox<[AtomicU64]>);

/// Blocks of zeros for unit `lun`.
pub fn allocate<E: DeviceExtension, S: UpTo<Dispatch>>(
    cx: &mut Context<'_, E, S>,
    lun: u8,
    capacity: Capacity,
) -> Result<Blocks, PoolError> {
    let words = usize::try_from(capacity.bytes()).map_err(|_| PoolError::TooLarge)? / WORD;
    let words = cx.allocate_slice_with(words, |_| AtomicU64::new(0))?;
    let block = capacity.block_size().bytes();
    Ok((lun, capacity.blocks(), block, words))
}

/// The blocks of unit `lun`.
#[derive(Clone, Copy)]
pub struct Area<'a> {
    /// Whose blocks they are.
    pub lun: u8,
    /// How many there are.
    pub capacity: Capacity,
    words: &'a [AtomicU64],
}

impl<'a> Area<'a> {
    /// The area that these are.
    pub fn of((lun, blocks, block, words): &'a Blocks) -> Option<Self> {
        Some(Self {
            lun: *lun,
            capacity: Capacity::new(*blocks, BlockSize::new(*block)?)?,
            words,
        })
    }

    /// The memory, which a hibernation has to keep.
    pub fn memory(&self) -> &'a [AtomicU64] {
        self.words
    }

    /// Copies bytes of the area into a data buffer, which has to be as long.
    pub fn read(&self, bytes: Range<u64>, data: &DataBuffer<'_>) -> Result<(), OutOfBounds> {
        let mut step = [0; STEP];
        for (index, words) in Self::steps(bytes) {
            self.copy_out(words, &mut step);
            data.write_at(index * STEP, &step)?;
        }
        Ok(())
    }

    /// Copies as many bytes from a data buffer.
    pub fn write(&self, bytes: Range<u64>, data: &DataBuffer<'_>) -> Result<(), OutOfBounds> {
        let mut step = [0; STEP];
        for (index, words) in Self::steps(bytes) {
            data.read_at(index * STEP, &mut step)?;
            let (values, _) = step.as_chunks::<WORD>();
            for (word, value) in self.words.get(words).unwrap_or_default().iter().zip(values) {
                word.store(u64::from_ne_bytes(*value), Ordering::Relaxed);
            }
        }
        Ok(())
    }

    /// The byte of the data buffer at which it differs from the area.
    pub fn difference(
        &self,
        bytes: Range<u64>,
        data: &DataBuffer<'_>,
    ) -> Result<Option<usize>, OutOfBounds> {
        let (mut stored, mut sent) = ([0; STEP], [0; STEP]);
        for (index, words) in Self::steps(bytes) {
            self.copy_out(words, &mut stored);
            data.read_at(index * STEP, &mut sent)?;
            if stored != sent {
                return Ok(Some(index * STEP));
            }
        }
        Ok(None)
    }

    fn copy_out(&self, words: Range<usize>, step: &mut [u8; STEP]) {
        let (values, _) = step.as_chunks_mut::<WORD>();
        for (word, value) in self.words.get(words).unwrap_or_default().iter().zip(values) {
            *value = word.load(Ordering::Relaxed).to_ne_bytes();
        }
    }

    /// The words of each step of a byte range, which the caller has checked against the capacity.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a driver is built for 64-bit Windows only"
    )]
    fn steps(bytes: Range<u64>) -> impl Iterator<Item = (usize, Range<usize>)> {
        let words = bytes.start as usize / WORD..bytes.end as usize / WORD;
        words
            .step_by(STEP / WORD)
            .map(|first| first..first + STEP / WORD)
            .enumerate()
    }
}
