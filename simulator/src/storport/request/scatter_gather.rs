//! Scatter/gather lists of requests.

use crate::kernel::memory::block::Block;
use crate::kernel::memory::list::list_of;
use crate::kernel::memory::physical::{PAGE, PhysicalMemory};

/// A list that a driver was given, and what is in it.
#[derive(Debug)]
pub(crate) struct List {
    block: Block,
    /// A sum of its bytes.
    sum: u64,
}

impl List {
    fn new(block: Block) -> Self {
        let sum = sum_of(&block);
        Self { block, sum }
    }

    pub fn as_ptr(&self) -> *mut u8 {
        self.block.as_ptr()
    }

    pub fn len(&self) -> usize {
        self.block.len()
    }

    /// Whether the driver wrote to it, or around it.
    pub fn is_written(&self) -> bool {
        sum_of(&self.block) != self.sum || self.block.check().is_err()
    }
}

/// A list is made of words of eight bytes.
fn sum_of(block: &Block) -> u64 {
    // SAFETY: within the block; the driver does not run now.
    let bytes = unsafe { std::slice::from_raw_parts(block.as_ptr(), block.len()) };
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().fold(0, |sum, word| {
        (sum ^ u64::from_le_bytes(*word)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    })
}

/// Builds the list for `length` bytes at `address`. `join` says whether a page that follows the element before it for a
/// device too becomes part of it.
pub(crate) fn build(
    memory: &PhysicalMemory,
    address: usize,
    length: usize,
    mut join: impl FnMut() -> bool,
) -> List {
    let mut elements: Vec<(i64, usize)> = Vec::new();
    let mut at = address;
    let end = address + length;
    while at < end {
        let next = (at / PAGE + 1) * PAGE;
        let part = next.min(end) - at;
        let physical = memory.address_of_any(at);
        match elements.last_mut() {
            Some((start, length))
                if start.unsigned_abs() + *length as u64 == physical.unsigned_abs() && join() =>
            {
                *length += part;
            }
            _ => elements.push((physical, part)),
        }
        at += part;
    }
    List::new(list_of(&elements))
}
