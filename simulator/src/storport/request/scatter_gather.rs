//! Scatter/gather lists of requests.

use miniport::ffi;

use crate::kernel::memory::block::Block;
use crate::kernel::memory::physical::{PAGE, PhysicalMemory};

/// Builds the list for `length` bytes at `address`. `join` says whether a page that follows the element before it for a
/// device too becomes part of it.
pub(crate) fn build(
    memory: &PhysicalMemory,
    address: usize,
    length: usize,
    mut join: impl FnMut() -> bool,
) -> Block {
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
    list_of(&elements)
}

fn list_of(elements: &[(i64, usize)]) -> Block {
    let header = size_of::<ffi::STOR_SCATTER_GATHER_LIST>();
    let size = header + elements.len() * size_of::<ffi::STOR_SCATTER_GATHER_ELEMENT>();
    let block = Block::new(size, 16, 0);
    // SAFETY: the block has room for the header and all elements, and is aligned to 16.
    unsafe {
        let list = block.as_ptr().cast::<ffi::STOR_SCATTER_GATHER_LIST>();
        (*list).NumberOfElements = u32::try_from(elements.len()).unwrap_or(u32::MAX);
        let first = block
            .as_ptr()
            .add(header)
            .cast::<ffi::STOR_SCATTER_GATHER_ELEMENT>();
        for (index, &(address, length)) in elements.iter().enumerate() {
            first.add(index).write(ffi::STOR_SCATTER_GATHER_ELEMENT {
                PhysicalAddress: ffi::STOR_PHYSICAL_ADDRESS { QuadPart: address },
                Length: u32::try_from(length).unwrap_or(u32::MAX),
                Reserved: 0,
            });
        }
    }
    block
}
