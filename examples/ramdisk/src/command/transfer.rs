//! READ, WRITE, VERIFY and SYNCHRONIZE CACHE, as far as they need no new memory.

use miniport::prelude::*;
use miniport::scsi::{AdditionalSense, BlockRange, BlockSize, ByteCheck, Sense, SenseKey};

use crate::area::Area;
use crate::command::{Answer, Refusal, TOO_SHORT};
use crate::medium::{Piece, pieces};
use crate::unit::Unit;

impl Unit {
    pub fn read(&self, range: BlockRange, area: Option<Area<'_>>, data: &DataBuffer<'_>) -> Answer {
        self.ready()?;
        let length = whole_length(range, data)?;
        match area {
            Some(area) => area.read(range.bytes(), data)?,
            None => self.medium.read(range.bytes(), data)?,
        }
        Ok(length)
    }

    pub fn write(
        &mut self,
        range: BlockRange,
        area: Option<Area<'_>>,
        data: &DataBuffer<'_>,
    ) -> Answer {
        self.writable()?;
        let length = whole_length(range, data)?;
        if let Some(area) = area {
            area.write(range.bytes(), data)?;
            return Ok(length);
        }
        if !self.medium.is_allocated(range.bytes()) {
            return Err(Refusal::Later);
        }
        for piece in pieces(range.bytes()) {
            if let Some(memory) = self.medium.get_mut(&piece) {
                data.read_at(piece.offset, memory)?; // inside the length of the data buffer
            }
        }
        Ok(length)
    }

    pub fn verify(
        &self,
        range: BlockRange,
        check: ByteCheck,
        area: Option<Area<'_>>,
        data: &DataBuffer<'_>,
    ) -> Answer {
        self.ready()?;
        match (check, area) {
            (ByteCheck::None, _) => Ok(0), // memory can be read
            (ByteCheck::OneBlock, Some(_)) => Err(Sense::INVALID_COMMAND_OPERATION_CODE.into()),
            // One block of data, and as many to compare as there are.
            (ByteCheck::OneBlock, None) => Err(Refusal::Later),
            (ByteCheck::All, Some(area)) => {
                let length = whole_length(range, data)?;
                match area.difference(range.bytes(), data)? {
                    Some(offset) => Err(self.miscompare(range, offset).into()),
                    None => Ok(length),
                }
            }
            (ByteCheck::All, None) => {
                let length = whole_length(range, data)?;
                for piece in pieces(range.bytes()) {
                    self.compare(range, &piece, data)?;
                }
                Ok(length)
            }
        }
    }

    /// Compares a piece of the medium with its place in the data buffer.
    fn compare(
        &self,
        range: BlockRange,
        piece: &Piece,
        data: &DataBuffer<'_>,
    ) -> Result<(), Refusal> {
        const STEP: usize = BlockSize::B512.bytes() as usize; // every block is a multiple
        let memory = self.medium.get(piece);
        let mut sent = [0; STEP];
        for at in (0..piece.len()).step_by(STEP) {
            let offset = piece.offset + at;
            data.read_at(offset, &mut sent)?;
            let stored = memory
                .and_then(|memory| memory.get(at..at + STEP))
                .unwrap_or(&[0; STEP]);
            if stored != sent {
                return Err(self.miscompare(range, offset).into());
            }
        }
        Ok(())
    }

    /// MISCOMPARE at the block whose place in the data buffer begins at or before `offset`.
    fn miscompare(&self, range: BlockRange, offset: usize) -> Sense {
        let block = u64::from(self.config.capacity.block_size().bytes());
        miscompare(range.lba() + offset as u64 / block)
    }

    pub fn synchronize_cache(&self, lba: u64, blocks: u32) -> Answer {
        self.ready()?;
        BlockRange::check_or_rest(lba, blocks.into(), self.config.capacity)?;
        Ok(0) // there is no cache
    }
}

/// MISCOMPARE at block `lba`.
pub fn miscompare(lba: u64) -> Sense {
    Sense::new(
        SenseKey::Miscompare,
        AdditionalSense::MISCOMPARE_DURING_VERIFY_OPERATION,
    )
    .with_information(lba)
}

/// The bytes of the range, all of which are in the data buffer.
pub fn whole_length(range: BlockRange, data: &DataBuffer<'_>) -> Result<u32, Refusal> {
    let length = range.byte_length();
    if length > data.len() as u64 {
        return Err(TOO_SHORT);
    }
    u32::try_from(length).map_err(|_| TOO_SHORT)
}
