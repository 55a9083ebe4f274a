//! Pool, MDLs, contiguous memory.

use miniport::ffi;

use super::routine::{Call, put};
use super::words::Words;
use crate::kernel::memory::mdl;
use crate::kernel::memory::physical::Placement;
use crate::kernel::memory::pool::{FreeError, Kind};

/// The most that one allocation may have.
pub(super) const LARGEST: usize = 1 << 30;

fn allocate(call: &Call<'_>, kind: Kind, length: usize, tag: u32, place: usize) -> u32 {
    if length == 0 {
        return call.bad(format!("a {kind} of 0 bytes is allocated"));
    }
    if length > LARGEST {
        put(call, place, 0usize);
        return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES;
    }
    // What a device may be told to reach is physical memory.
    let placement = call
        .adapter()
        .hardware
        .as_ref()
        .map(|_| Placement::ANYWHERE);
    let address = call.storport.kernel.pool.allocate(
        kind,
        call.adapter().number,
        length,
        tag,
        placement.as_ref(),
    );
    put(call, place, address as usize);
    if address.is_null() {
        return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES;
    }
    ffi::STOR_STATUS_SUCCESS
}

pub(super) fn free(call: &Call<'_>, kind: Kind, address: usize) -> u32 {
    let Err(error) = call.kernel.pool.free(kind, address) else {
        return ffi::STOR_STATUS_SUCCESS;
    };
    let freed = matches!(error, FreeError::Overrun(_));
    let (rule, message) = error.describe(kind);
    call.violation(rule, message);
    if freed {
        ffi::STOR_STATUS_SUCCESS
    } else {
        ffi::STOR_STATUS_INVALID_PARAMETER
    }
}

pub(super) fn allocate_pool(call: &Call<'_>, words: &Words) -> u32 {
    allocate(
        call,
        Kind::Pool,
        words.long(0) as usize,
        words.long(1),
        words.word(2),
    )
}

pub(super) fn free_pool(call: &Call<'_>, words: &Words) -> u32 {
    free(call, Kind::Pool, words.word(0))
}

pub(super) fn allocate_mdl(call: &Call<'_>, words: &Words) -> u32 {
    let (buffer, length) = (words.word(0), words.long(1) as usize);
    if buffer == 0 || length == 0 {
        return call.bad("StorPortAllocateMdl without a buffer");
    }
    if call.kernel.pool.shortages.fails(size_of::<ffi::MDL>()) {
        put(call, words.word(2), 0usize);
        return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES;
    }
    let block = mdl::describe(&call.kernel.memory, buffer, length);
    let address = call
        .storport
        .kernel
        .pool
        .keep(Kind::Mdl, call.adapter().number, 0, block);
    put(call, words.word(2), address as usize)
}

pub(super) fn free_mdl(call: &Call<'_>, words: &Words) -> u32 {
    free(call, Kind::Mdl, words.word(0))
}

pub(super) fn build_mdl(call: &Call<'_>, words: &Words) -> u32 {
    if call
        .kernel
        .pool
        .length_of(Kind::Mdl, words.word(0))
        .is_none()
    {
        return call.bad("StorPortBuildMdlForNonPagedPool: no MDL of StorPortAllocateMdl");
    }
    ffi::STOR_STATUS_SUCCESS
}
