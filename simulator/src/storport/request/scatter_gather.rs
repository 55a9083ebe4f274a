//! Scatter/gather lists of requests.

use crate::kernel::memory::block::Block;
use crate::kernel::memory::list::list_of;
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
