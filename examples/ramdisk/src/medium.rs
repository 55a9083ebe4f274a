//! The blocks of a unit: chunks of pool memory, allocated when they are first written; what was never written reads as zeros.
//!
//! Nothing here knows SCSI: places are byte ranges, which the caller has checked against the size of the unit.

use core::ops::Range;

use miniport::DeviceExtension;
use miniport::irql::Dispatch;
use miniport::prelude::*;

/// Bytes of a chunk, the unit of allocation: small enough to be zeroed under a spin lock.
pub const CHUNK: u32 = 256 << 10;
const SIZE: u64 = CHUNK as u64;
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
    /// The part of a byte range that lies in chunk `chunk`.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a driver is built for 64-bit Windows only"
    )]
    fn of(bytes: &Range<u64>, chunk: u64) -> Self {
        let base = chunk * SIZE;
        let from = bytes.start.max(base);
        let to = bytes.end.min(base + SIZE);
        Self {
            chunk,
            inside: (from - base) as usize..(to - base) as usize,
            offset: (from - bytes.start) as usize,
        }
    }

    /// How many bytes.
    pub fn len(&self) -> usize {
        self.inside.len()
    }

    /// The piece is a chunk from its first to its last byte.
    pub fn is_whole_chunk(&self) -> bool {
        self.len() == CHUNK as usize
    }
}

/// The chunks that a byte range touches.
fn chunks(bytes: &Range<u64>) -> Range<u64> {
    if bytes.is_empty() {
        return 0..0;
    }
    bytes.start / SIZE..bytes.end.div_ceil(SIZE)
}

/// Goes through the pieces of a byte range that have memory, a few tables at a time: a range may be of many terabytes.
pub struct Allocated {
    bytes: Range<u64>,
    chunks: Range<u64>,
}

impl Allocated {
    /// How many tables are looked at under one acquisition of the lock.
    const STEPS: u32 = 64;

    /// Begins with the first piece.
    pub fn of(bytes: Range<u64>) -> Self {
        let chunks = chunks(&bytes);
        Self { bytes, chunks }
    }

    /// All pieces were seen.
    pub fn is_over(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The next piece; `None` if there is none, or none was found yet.
    pub fn next(&mut self, medium: &Medium) -> Option<Piece> {
        for _ in 0..Self::STEPS {
            let chunk = self.chunks.start;
            if self.is_over() {
                break;
            }
            let empty = medium.empty_chunks(chunk);
            self.chunks.start = chunk + empty.max(1);
            if empty == 0 {
                return Some(Piece::of(&self.bytes, chunk));
            }
        }
        None
    }
}

/// Cuts a byte range at the ends of chunks.
pub fn pieces(bytes: Range<u64>) -> impl Iterator<Item = Piece> {
    let chunks = chunks(&bytes);
    chunks.map(move |chunk| Piece::of(&bytes, chunk))
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

    /// How many chunks from `chunk` on have no memory, up to the end of the first table that is not there; 0 if it has memory.
    fn empty_chunks(&self, chunk: u64) -> u64 {
        const SLOTS: u64 = FANOUT as u64;
        let [first, second, third, fourth] = path(chunk);
        let table = (|| {
            let root = self.root.as_ref().ok_or(u64::MAX)?;
            let upper = root.slots[first].as_ref().ok_or(SLOTS.pow(3))?;
            let middle = upper.slots[second].as_ref().ok_or(SLOTS.pow(2))?;
            let chunks = middle.slots[third].as_ref().ok_or(SLOTS)?;
            chunks.slots[fourth].as_ref().map(drop).ok_or(1)
        })();
        match table {
            Ok(()) => 0,
            Err(u64::MAX) => u64::MAX - chunk,
            Err(size) => size - chunk % size,
        }
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
    pub fn provide<E: DeviceExtension, S: UpTo<Dispatch>>(
        &mut self,
        piece: &Piece,
        cx: &mut Context<'_, E, S>,
    ) -> Result<&mut [u8], PoolError> {
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
    pub fn free<E: DeviceExtension, S: UpTo<Dispatch>>(self, cx: &mut Context<'_, E, S>) {
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
