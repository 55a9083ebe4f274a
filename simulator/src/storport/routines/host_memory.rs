//! Host memory buffers: memory that a device has for itself, and the driver only by its physical addresses.

use miniport::ffi;

use super::routine::{Call, put};
use super::words::Words;
use crate::kernel::memory::block::Block;
use crate::kernel::memory::physical::{Access, PAGE, Placement};
use crate::kernel::memory::pool::Kind;

/// What it is while it is allocated.
const HOST_MEMORY: &str = "a host memory buffer";

/// `StorPortAllocateHostMemoryBuffer`: how much there is between the least and the preferred, in how many ranges, and whether there is any,
/// is for the seed.
pub(super) fn allocate(call: &Call<'_>, words: &Words) -> u32 {
    let (minimum, preferred, alignment) = (words.word(0), words.word(1), words.long(3) as usize);
    let (ranges, count) = (words.word(7) as *mut ffi::ACCESS_RANGE, words.word(8));
    if count == 0 || ranges.is_null() {
        return call.bad("StorPortAllocateHostMemoryBuffer: there is no array for its ranges");
    }
    // SAFETY: the driver says that a number is there.
    let room = unsafe { (count as *const u32).read_unaligned() };
    if room == 0 {
        return call.bad("StorPortAllocateHostMemoryBuffer: the array for its ranges is empty");
    }
    if minimum > preferred || preferred == 0 || !preferred.is_multiple_of(PAGE) {
        return call.bad(format!(
            "StorPortAllocateHostMemoryBuffer: {minimum} to {preferred} bytes are no sizes"
        ));
    }
    if words.quad(6) != 0 {
        return call.bad("StorPortAllocateHostMemoryBuffer: BoundaryAddressMultiple must be 0");
    }
    if alignment != 0 && !alignment.is_power_of_two() {
        return call.bad(format!(
            "StorPortAllocateHostMemoryBuffer: nothing is aligned to {alignment} bytes"
        ));
    }
    let adapter = call.adapter();
    if adapter.hardware.is_none() {
        call.unsupported();
        return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES;
    }
    if call.kernel.chance(8) {
        return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES;
    }
    let placement = Placement {
        lowest: words.quad(4),
        highest: words.quad(5),
        ..Placement::ANYWHERE.contiguous()
    };
    let (least, most) = (minimum.div_ceil(PAGE).max(1), preferred / PAGE);
    let pages = if call.kernel.chance(2) {
        most
    } else {
        least + call.kernel.below(most - least + 1)
    };
    let pieces = 1 + call.kernel.below((room as usize).min(pages));
    let mut blocks = Vec::new();
    if call.kernel.pool.shortages.fails(pages * PAGE) {
        return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES;
    }
    for piece in 0..pieces {
        let length = (pages * (piece + 1) / pieces - pages * piece / pieces) * PAGE;
        let memory = &call.kernel.memory;
        match Block::physical(memory, length, alignment.max(PAGE), 0, &placement) {
            Some(block) => blocks.push(block),
            None => return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES,
        }
    }
    for (index, block) in blocks.into_iter().enumerate() {
        block.open_all(adapter.number, Access::Write, HOST_MEMORY);
        let length = u32::try_from(block.len()).unwrap_or(u32::MAX);
        let address = call
            .kernel
            .pool
            .keep(Kind::HostMemory, adapter.number, 0, block);
        let range = ffi::ACCESS_RANGE {
            RangeStart: ffi::PHYSICAL_ADDRESS {
                QuadPart: call.kernel.memory.address_of_any(address as usize),
            },
            RangeLength: length,
            RangeInMemory: ffi::TRUE,
        };
        // SAFETY: the array has room for more ranges than there are pieces.
        unsafe { ranges.add(index).write_unaligned(range) };
    }
    put(call, count, u32::try_from(pieces).unwrap_or(0))
}

/// `StorPortFreeHostMemoryBuffer`.
pub(super) fn free(call: &Call<'_>, words: &Words) -> u32 {
    let (ranges, count) = (words.word(0) as *const ffi::ACCESS_RANGE, words.long(1));
    if ranges.is_null() {
        return call.bad("StorPortFreeHostMemoryBuffer: the ranges are NULL");
    }
    let mut status = ffi::STOR_STATUS_SUCCESS;
    for index in 0..count as usize {
        // SAFETY: the driver says that the array has so many ranges.
        let range = unsafe { ranges.add(index).read_unaligned() };
        let address = call.kernel.memory.virtual_of(range.RangeStart.QuadPart);
        if let Err(error) = call.kernel.pool.free(Kind::HostMemory, address) {
            let (rule, message) = error.describe(Kind::HostMemory);
            call.violation(rule, message);
            status = ffi::STOR_STATUS_UNSUCCESSFUL;
        }
    }
    status
}
