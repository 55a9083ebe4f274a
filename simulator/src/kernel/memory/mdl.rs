//! Memory descriptor lists (wdm.h `MDL`): one contiguous block, with the page frames behind it.

use std::ffi::c_void;

use super::block::Block;
use super::physical::{PAGE, PhysicalMemory};

/// `MDL` of wdm.h, 64-bit.
#[repr(C)]
struct Mdl {
    next: *mut c_void,
    size: i16,
    flags: i16,
    process: *mut c_void,
    mapped_system_va: *mut c_void,
    start_va: *mut c_void,
    byte_count: u32,
    byte_offset: u32,
}

const MDL_MAPPED_TO_SYSTEM_VA: i16 = 0x0001;
const MDL_SOURCE_IS_NONPAGED_POOL: i16 = 0x0004;

/// Builds the list that describes `length` bytes at `address`.
pub(crate) fn describe(memory: &PhysicalMemory, address: usize, length: usize) -> Block {
    let offset = address % PAGE;
    let pages = (offset + length).div_ceil(PAGE);
    let size = size_of::<Mdl>() + pages * 8;
    let block = Block::new(size, 16, 0);
    let mdl = block.as_ptr().cast::<Mdl>();
    // SAFETY: the block has room for the structure and `pages` frame numbers, is aligned to 16, and is new.
    unsafe {
        mdl.write(Mdl {
            next: std::ptr::null_mut(),
            size: i16::try_from(size).unwrap_or(i16::MAX),
            flags: MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL,
            process: std::ptr::null_mut(),
            mapped_system_va: address as *mut c_void,
            start_va: (address - offset) as *mut c_void,
            byte_count: u32::try_from(length).unwrap_or(u32::MAX),
            byte_offset: u32::try_from(offset).unwrap_or(0),
        });
        let frames = mdl.add(1).cast::<u64>();
        for page in 0..pages {
            let physical = memory.address_of_any(address - offset + page * PAGE);
            frames
                .add(page)
                .write(physical.cast_unsigned() / PAGE as u64);
        }
    }
    block
}

/// The page frames of a list: pointer, count, offset of the first byte.
///
/// # Safety
///
/// `mdl` is a block of [`describe`].
pub(crate) unsafe fn frames_of(mdl: *mut u8) -> (*mut c_void, u32, u32) {
    let mdl = mdl.cast::<Mdl>();
    // SAFETY: by the contract of this function.
    unsafe {
        let pages = ((*mdl).byte_offset as usize + (*mdl).byte_count as usize).div_ceil(PAGE);
        (
            mdl.add(1).cast(),
            u32::try_from(pages).unwrap_or(u32::MAX),
            (*mdl).byte_offset,
        )
    }
}
