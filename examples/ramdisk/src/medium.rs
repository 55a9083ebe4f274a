//! The blocks of a unit: chunks of pool memory, allocated when they are first written; what was never written reads as zeros.
//!
//! Nothing here knows SCSI: places are byte ranges, which the caller has checked against the size of the unit.

use core::ops::Range;

use miniport::DeviceExtension;
use miniport::irql::Dispatch;
use miniport::prelude::*;

/// Bytes of a chunk, the unit of allocation: small enough to be zeroed under a spin lock.
pub const CHUNK: u32 = 256 << 10;
/// Slots of a table.
const FANOUT: usize = 64;
/// Tables on the way to a chunk.
const LEVELS: u32 = 4;
/// Bytes that the tables can name: the largest unit.
pub const MAX_MEDIUM: u64 = (CHUNK as u64) << (LEVELS * FANOUT.ilog2());

type Chunk = PoolBox<[u8]>;
type Chunks = Table<Chunk>;
type Middle = Table<PoolBox<Chunks>>;
type Upper = Table<PoolBox<Middle>>;
type Root = Table<PoolBox<Upper>>;

/// A level of the tree that leads from the number of a chunk to its memory.
struct Table<T> {
    slots: [Option<T>; FANOUT],
}

impl<T> Table<T> {
    const EMPTY: Self = Self {
        slots: [const { None }; FANOUT],
    };
}

/// The blocks of a unit.
#[derive(Default)]
pub struct Medium {
    root: Option<PoolBox<Root>>,
}

/// The part of a byte range that lies in one chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The number of the chunk.
    chunk: u64,
    /// The bytes of the chunk.
    inside: Range<usize>,
    /// Where the piece begins, counted from the start of the byte range.
    pub offset: usize,
}

impl Piece {
    /// How many bytes.
    pub fn len(&self) -> usize {
        self.inside.len()
    }

    /// The piece is a chunk from its first to its last byte.
    pub fn is_whole_chunk(&self) -> bool {
        self.len() == CHUNK as usize
    }
}

/// Cuts a byte range at the ends of chunks.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a driver is built for 64-bit Windows only"
)]
pub fn pieces(bytes: Range<u64>) -> impl Iterator<Item = Piece> {
    const SIZE: u64 = CHUNK as u64;
    let Range { start, end } = bytes;
    let chunks = if start < end {
        start / SIZE..end.div_ceil(SIZE)
    } else {
        0..0
    };
    chunks.map(move |chunk| {
        let base = chunk * SIZE;
        let from = start.max(base);
        let to = end.min(base + SIZE);
        let inside = (from - base) as usize..(to - base) as usize;
        Piece {
            chunk,
            inside,
            offset: (from - start) as usize,
        }
    })
}

/// The slots that lead to a chunk, from the root down.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a driver is built for 64-bit Windows only"
)]
fn path(chunk: u64) -> [usize; LEVELS as usize] {
    let slot = |level: u32| (chunk >> (level * FANOUT.ilog2())) as usize % FANOUT;
    [slot(3), slot(2), slot(1), slot(0)]
}

impl Medium {
    /// The memory of a piece; none if it was never written.
    pub fn get(&self, piece: &Piece) -> Option<&[u8]> {
        let [first, second, third, fourth] = path(piece.chunk);
        let upper = self.root.as_ref()?.slots[first].as_ref()?;
        let chunks = upper.slots[second].as_ref()?.slots[third].as_ref()?;
        chunks.slots[fourth].as_ref()?.get(piece.inside.clone())
    }

    /// The same, to write.
    pub fn get_mut(&mut self, piece: &Piece) -> Option<&mut [u8]> {
        self.slot(piece)?.as_mut()?.get_mut(piece.inside.clone())
    }

    /// Takes away the memory of the piece's whole chunk.
    pub fn take(&mut self, piece: &Piece) -> Option<PoolBox<[u8]>> {
        self.slot(piece)?.take()
    }

    fn slot(&mut self, piece: &Piece) -> Option<&mut Option<Chunk>> {
        let [first, second, third, fourth] = path(piece.chunk);
        let upper = self.root.as_mut()?.slots[first].as_mut()?;
        let chunks = upper.slots[second].as_mut()?.slots[third].as_mut()?;
        Some(&mut chunks.slots[fourth])
    }

    /// The memory of a piece, allocated if it has none.
    pub fn provide<E, S>(
        &mut self,
        piece: &Piece,
        cx: &mut Context<'_, E, S>,
    ) -> Result<&mut [u8], PoolError>
    where
        E: DeviceExtension,
        S: Scope,
        S::Irql: AtMost<Dispatch>,
    {
        let [first, second, third, fourth] = path(piece.chunk);
        let root = provided(&mut self.root, || cx.allocate(Root::EMPTY))?;
        let upper = provided(&mut root.slots[first], || cx.allocate(Upper::EMPTY))?;
        let middle = provided(&mut upper.slots[second], || cx.allocate(Middle::EMPTY))?;
        let chunks = provided(&mut middle.slots[third], || cx.allocate(Chunks::EMPTY))?;
        let chunk = provided(&mut chunks.slots[fourth], || {
            cx.allocate_zeroed(CHUNK as usize)
        })?;
        Ok(chunk.get_mut(piece.inside.clone()).unwrap_or_default())
    }

    /// Gives all memory back.
    pub fn free<E, S>(self, cx: &mut Context<'_, E, S>)
    where
        E: DeviceExtension,
        S: Scope,
        S::Irql: AtMost<Dispatch>,
    {
        if let Some(root) = self.root {
            root.free(cx);
        }
    }

    /// Copies bytes of the medium into a data buffer, which has to be as long.
    pub fn read(&self, bytes: Range<u64>, data: &DataBuffer<'_>) -> Result<(), OutOfBounds> {
        for piece in pieces(bytes) {
            match self.get(&piece) {
                Some(memory) => data.write_at(piece.offset, memory)?,
                None => data.fill_at(piece.offset, piece.len(), 0)?,
            }
        }
        Ok(())
    }

    /// Every byte of the range has memory.
    pub fn is_allocated(&self, bytes: Range<u64>) -> bool {
        pieces(bytes).all(|piece| self.get(&piece).is_some())
    }
}

/// What is in `slot`, made by `make` if there is nothing.
fn provided<T>(
    slot: &mut Option<T>,
    make: impl FnOnce() -> Result<T, PoolError>,
) -> Result<&mut T, PoolError> {
    if let Some(value) = slot {
        return Ok(value);
    }
    Ok(slot.insert(make()?))
}
