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

/// The blocks of unit `lun`.
pub struct Area {
    /// Whose blocks they are.
    pub lun: u8,
    /// How many there are.
    pub capacity: Capacity,
    words: PoolBox<[AtomicU64]>,
}

impl Area {
    /// Blocks of zeros.
    pub fn new<E: DeviceExtension, S: UpTo<Dispatch>>(
        cx: &mut Context<'_, E, S>,
        lun: u8,
        capacity: Capacity,
    ) -> Result<Self, PoolError> {
        let words = usize::try_from(capacity.bytes()).map_err(|_| PoolError::TooLarge)? / WORD;
        Ok(Self {
            lun,
            capacity,
            words: cx.allocate_slice_with(words, |_| AtomicU64::new(0))?,
        })
    }

    /// The memory, which a hibernation has to keep.
    pub fn memory(&self) -> &[AtomicU64] {
        &self.words
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
