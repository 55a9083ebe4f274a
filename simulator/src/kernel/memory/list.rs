//! Scatter/gather lists, as devices are told of them.

use miniport::ffi;

use super::block::Block;

/// The list of these elements: physical address, length. `SCATTER_GATHER_LIST` and `STOR_SCATTER_GATHER_LIST` are the same.
pub(crate) fn list_of(elements: &[(i64, usize)]) -> Block {
    let header = size_of::<ffi::SCATTER_GATHER_LIST>();
    let size = header + elements.len() * ELEMENT;
    let block = Block::new(size, 16, 0);
    // SAFETY: the block has room for the header and all elements, and is aligned to 16.
    unsafe {
        let list = block.as_ptr().cast::<ffi::SCATTER_GATHER_LIST>();
        (*list).NumberOfElements = u32::try_from(elements.len()).unwrap_or(u32::MAX);
        let first = block
            .as_ptr()
            .add(header)
            .cast::<ffi::SCATTER_GATHER_ELEMENT>();
        for (index, &(address, length)) in elements.iter().enumerate() {
            first.add(index).write(ffi::SCATTER_GATHER_ELEMENT {
                Address: ffi::LARGE_INTEGER { QuadPart: address },
                Length: u32::try_from(length).unwrap_or(u32::MAX),
                Reserved: 0,
            });
        }
    }
    block
}

const ELEMENT: usize = size_of::<ffi::SCATTER_GATHER_ELEMENT>();
const _: () = assert!(ELEMENT == size_of::<ffi::STOR_SCATTER_GATHER_ELEMENT>());
