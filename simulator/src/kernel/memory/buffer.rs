//! Data buffers of requests: kept for the next request of the same size class.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use super::block::Block;
use super::physical::{Access, PAGE, PhysicalMemory, Placement};
use super::{GARBAGE, POISON};

/// The buffer of one request, somewhere in a block whose rest is untouched.
#[derive(Debug)]
pub(crate) struct DataBuffer {
    block: Option<Block>,
    offset: usize,
    length: usize,
    class: usize,
    high: bool,
}

const CLASSES: usize = 24;
const EDGE: u64 = 0x6275_6666_6572_2121;

/// The buffers that wait for their next request.
#[derive(Debug)]
pub(crate) struct Buffers {
    memory: Rc<PhysicalMemory>,
    /// Below 4 GiB, and anywhere.
    free: RefCell<[[Vec<Rest>; CLASSES]; 2]>,
    /// How many were written while they rested.
    late: Cell<u32>,
}

/// A buffer that waits: its block, and where the ends of the data were, which are poisoned.
#[derive(Debug)]
struct Rest {
    block: Block,
    ends: [Range<usize>; 2],
}

/// How much of a buffer is poisoned on both ends, while it waits.
const END: usize = 64;

impl Rest {
    fn new(buffer: &DataBuffer, block: Block) -> Self {
        let (start, end) = (buffer.offset, buffer.offset + buffer.length);
        let ends = [
            start..end.min(start + END),
            end.saturating_sub(END).max(start)..end,
        ];
        for part in &ends {
            // SAFETY: within the block; nobody has the buffer any more.
            unsafe {
                block
                    .as_ptr()
                    .add(part.start)
                    .write_bytes(POISON, part.len());
            };
        }
        Self { block, ends }
    }

    fn is_untouched(&self) -> bool {
        self.ends.iter().all(|part| {
            // SAFETY: as above.
            let bytes = unsafe {
                std::slice::from_raw_parts(self.block.as_ptr().add(part.start), part.len())
            };
            bytes.iter().all(|&byte| byte == POISON)
        })
    }
}

impl Buffers {
    pub fn new(memory: &Rc<PhysicalMemory>) -> Self {
        Self {
            memory: Rc::clone(memory),
            free: RefCell::new(std::array::from_fn(|_| std::array::from_fn(|_| Vec::new()))),
            late: Cell::new(0),
        }
    }

    /// A buffer of `length` bytes that starts `offset` bytes into a page; `high` if it may lie above 4 GiB.
    pub fn take(&self, length: usize, offset: usize, high: bool) -> DataBuffer {
        if length == 0 {
            return DataBuffer {
                block: None,
                offset: 0,
                length: 0,
                class: 0,
                high,
            };
        }
        let needed = offset + length + 8;
        let class = needed.div_ceil(PAGE).next_power_of_two().trailing_zeros() as usize;
        let kept = self.free.borrow_mut()[usize::from(high)][class].pop();
        if kept.as_ref().is_some_and(|kept| !kept.is_untouched()) {
            self.late.set(self.late.get() + 1);
        }
        let new = || {
            let placement = Placement::of_reach(high);
            Block::physical(&self.memory, PAGE << class, PAGE, GARBAGE, &placement)
                .expect("the machine has memory for the data of requests")
        };
        let block = kept.map_or_else(new, |kept| kept.block);
        let buffer = DataBuffer {
            block: Some(block),
            offset,
            length,
            class,
            high,
        };
        // SAFETY: 8 bytes behind the buffer are within the block by the choice of its class.
        unsafe {
            buffer
                .as_ptr()
                .add(length)
                .cast::<u64>()
                .write_unaligned(EDGE);
        };
        buffer
    }

    pub fn give_back(&self, mut buffer: DataBuffer) {
        if let Some(block) = buffer.block.take() {
            block.close("the data of a request that is over");
            let rest = Rest::new(&buffer, block);
            self.free.borrow_mut()[usize::from(buffer.high)][buffer.class].push(rest);
        }
    }

    /// How many were written after their requests were over.
    pub fn written_late(&self) -> usize {
        let free = self.free.borrow();
        let resting = free.iter().flatten().flatten();
        self.late.get() as usize + resting.filter(|rest| !rest.is_untouched()).count()
    }
}

impl DataBuffer {
    pub fn as_ptr(&self) -> *mut u8 {
        // SAFETY: the offset is within the block.
        self.block
            .as_ref()
            .map_or(std::ptr::null_mut(), |block| unsafe {
                block.as_ptr().add(self.offset)
            })
    }

    pub fn len(&self) -> usize {
        self.length
    }

    /// What devices may do with it.
    pub fn open(&self, owner: usize, access: Access) {
        if let Some(block) = &self.block {
            block.open(
                owner,
                self.offset,
                self.length,
                access,
                "the data of a request",
            );
        }
    }

    /// Devices may do nothing with it any more.
    pub fn close(&self) {
        if let Some(block) = &self.block {
            block.close("the data of a request that was completed");
        }
    }

    pub fn fill(&self, byte: u8) {
        if self.length != 0 {
            // SAFETY: the buffer is within its block; no reference to it exists.
            unsafe { std::ptr::write_bytes(self.as_ptr(), byte, self.length) };
        }
    }

    /// Fills it with a word, again and again.
    pub fn fill_with(&self, word: u64) {
        let (start, word) = (self.as_ptr(), word.to_ne_bytes());
        let mut done = self.length.min(word.len());
        // SAFETY: within the buffer, of which nobody has a reference; what is copied lies before where it goes.
        unsafe {
            std::ptr::copy_nonoverlapping(word.as_ptr(), start, done);
            while done < self.length {
                let more = done.min(self.length - done);
                std::ptr::copy_nonoverlapping(start, start.add(done), more);
                done += more;
            }
        }
    }

    /// The first blocks, of so many bytes, within the first `length` that are still as [`fill_with`](Self::fill_with) left them; a block of some words can say so.
    pub fn filled_with(&self, word: u64, block: usize, length: usize) -> Option<Range<usize>> {
        let word = word.to_ne_bytes();
        if block < 2 * word.len() || !block.is_multiple_of(word.len()) || length == 0 {
            return None;
        }
        assert!(length <= self.length, "it is within the buffer");
        // SAFETY: the buffer is within its block, and nobody writes to it now.
        let bytes = unsafe { std::slice::from_raw_parts(self.as_ptr(), length) };
        let is_filled = |bytes: &[u8]| {
            bytes.starts_with(&word) && bytes[word.len()..] == bytes[..block - word.len()]
        };
        let mut blocks = bytes.chunks_exact(block);
        let first = blocks.position(is_filled)?;
        let more = blocks.take_while(|block| is_filled(block)).count();
        Some(first..first + 1 + more)
    }

    /// Its first bytes, at most so many.
    pub fn start(&self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length.min(self.length)];
        self.read(&mut bytes);
        bytes
    }

    /// A copy of all of it.
    pub fn copy_to(&self, to: &mut Vec<u8>) {
        to.clear();
        to.extend_from_slice(self.bytes());
    }

    /// Whether it holds these bytes.
    pub fn is_same(&self, bytes: &[u8]) -> bool {
        self.bytes() == bytes
    }

    /// A sum of each of its blocks of so many bytes.
    pub fn sums(&self, block: usize) -> Vec<u64> {
        let sum = |bytes: &[u8]| {
            let (words, rest) = bytes.as_chunks::<8>();
            let words = words.iter().map(|word| u64::from_ne_bytes(*word));
            let all = words.chain(rest.iter().map(|&byte| byte.into()));
            all.fold(0, |sum: u64, word| {
                (sum ^ word)
                    .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                    .rotate_left(29)
            })
        };
        self.bytes().chunks_exact(block).map(sum).collect()
    }

    fn bytes(&self) -> &[u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: the buffer is within its block; the driver does not run while who asks looks.
        unsafe { std::slice::from_raw_parts(self.as_ptr(), self.length) }
    }

    pub fn write(&self, data: &[u8]) {
        assert!(data.len() <= self.length, "the data fits the buffer");
        if !data.is_empty() {
            // SAFETY: checked above; the driver's memory and the caller's do not overlap.
            unsafe { std::ptr::copy_nonoverlapping(data.as_ptr(), self.as_ptr(), data.len()) };
        }
    }

    pub fn read(&self, data: &mut [u8]) {
        assert!(data.len() <= self.length, "the buffer has the data");
        if !data.is_empty() {
            // SAFETY: as in `write`.
            unsafe { std::ptr::copy_nonoverlapping(self.as_ptr(), data.as_mut_ptr(), data.len()) };
        }
    }

    /// Whether the driver wrote behind the buffer (or before it).
    pub fn check(&self) -> Result<(), &'static str> {
        let Some(block) = &self.block else {
            return Ok(());
        };
        // SAFETY: within the block, see `Buffers::take`.
        let edge = unsafe {
            self.as_ptr()
                .add(self.length)
                .cast::<u64>()
                .read_unaligned()
        };
        if edge == EDGE {
            block.check()
        } else {
            Err("behind its end")
        }
    }
}
