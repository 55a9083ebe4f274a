//! Memory descriptor lists (wdm.h `MDL`): one contiguous block, with the page frames behind it.

use std::ffi::c_void;
use std::ptr::null_mut;

use miniport::ffi;

use super::block::Block;
use super::physical::{PAGE, PhysicalMemory};

/// The pages that `length` bytes at `address` lie in.
pub(crate) fn span(address: usize, length: usize) -> usize {
    (address % PAGE + length).div_ceil(PAGE)
}

/// A list for `length` bytes at `address`, whose pages are not known yet.
pub(crate) fn make(address: usize, length: usize) -> Block {
    let size = size_of::<ffi::MDL>() + span(address, length) * 8;
    let block = Block::new(size, 16, 0);
    // SAFETY: the block has room for the structure, is aligned to 16, and is new.
    unsafe {
        block.as_ptr().cast::<ffi::MDL>().write(ffi::MDL {
            Next: null_mut(),
            Size: i16::try_from(size).unwrap_or(i16::MAX),
            MdlFlags: 0,
            Process: null_mut(),
            MappedSystemVa: null_mut(),
            StartVa: (address - address % PAGE) as *mut c_void,
            ByteCount: u32::try_from(length).unwrap_or(u32::MAX),
            ByteOffset: u32::try_from(address % PAGE).unwrap_or(0),
        });
    }
    block
}

/// Writes the page frames of a list.
///
/// # Safety
///
/// `mdl` is a list, with room for the frames of its pages.
pub(crate) unsafe fn fill(memory: &PhysicalMemory, mdl: ffi::PMDL) {
    // SAFETY: the caller's word.
    unsafe {
        let (start, offset) = ((*mdl).StartVa as usize, (*mdl).ByteOffset as usize);
        let frames = mdl.add(1).cast::<u64>();
        for page in 0..span(offset, (*mdl).ByteCount as usize) {
            let physical = memory.address_of_any(start + page * PAGE);
            frames
                .add(page)
                .write(physical.cast_unsigned() / PAGE as u64);
        }
    }
}

/// Builds the list that describes `length` bytes at `address`.
pub(crate) fn describe(memory: &PhysicalMemory, address: usize, length: usize) -> Block {
    let block = make(address, length);
    let mdl = block.as_ptr().cast::<ffi::MDL>();
    // SAFETY: made above.
    unsafe {
        (*mdl).MdlFlags = ffi::MDL_MAPPED_TO_SYSTEM_VA | ffi::MDL_SOURCE_IS_NONPAGED_POOL;
        (*mdl).MappedSystemVa = address as *mut c_void;
        fill(memory, mdl);
    }
    block
}

/// The same for a buffer whose pages are locked and that is not mapped, as the I/O manager gives it to a driver; `written`: the
/// driver may write it.
pub(crate) fn lock(memory: &PhysicalMemory, address: usize, length: usize, written: bool) -> Block {
    let block = make(address, length);
    let mdl = block.as_ptr().cast::<ffi::MDL>();
    let write = if written { ffi::MDL_WRITE_OPERATION } else { 0 };
    // SAFETY: made above.
    unsafe {
        (*mdl).MdlFlags = ffi::MDL_PAGES_LOCKED | write;
        fill(memory, mdl);
    }
    block
}

/// The page frames of a list: pointer, count, offset of the first byte.
///
/// # Safety
///
/// `mdl` is a block of [`describe`].
pub(crate) unsafe fn frames_of(mdl: *mut u8) -> (*mut c_void, u32, u32) {
    let mdl = mdl.cast::<ffi::MDL>();
    // SAFETY: by the contract of this function.
    unsafe {
        let (offset, length) = ((*mdl).ByteOffset, (*mdl).ByteCount);
        let pages = span(offset as usize, length as usize);
        (
            mdl.add(1).cast(),
            u32::try_from(pages).unwrap_or(u32::MAX),
            offset,
        )
    }
}
