//! Common buffers.

use std::ptr::null_mut;

use miniport::ffi;

use super::adapter::{named, wrong};
use crate::kernel::memory::physical::Placement;
use crate::kernel::memory::pool::Kind;
use crate::kernel::nt::call::Call;
use crate::kernel::nt::pool::free_as;

/// The tag of common buffers in reports.
const TAG: u32 = u32::from_le_bytes(*b"CBuf");

/// Allocates memory that driver and device share; `highest` is where the driver says which address it may have at most.
pub(super) fn allocate(
    call: &Call<'_>,
    dma: ffi::PDMA_ADAPTER,
    length: u32,
    logical: ffi::PPHYSICAL_ADDRESS,
    highest: Option<ffi::PPHYSICAL_ADDRESS>,
) -> ffi::PVOID {
    let Some(adapter) = named(call, dma) else {
        return null_mut();
    };
    if length == 0 || !call.is_place(logical) {
        call.bad("a common buffer of 0 bytes, or no place for its address");
        return null_mut();
    }
    let mut limit = adapter.highest;
    if let Some(highest) = highest.filter(|highest| !highest.is_null()) {
        // SAFETY: the driver says that an address is there.
        limit = limit.min(unsafe { highest.read_unaligned().QuadPart }.cast_unsigned());
    }
    let placement = Placement {
        highest: limit,
        ..Placement::ANYWHERE.contiguous()
    };
    let kernel = call.kernel;
    let place = kernel.pool.allocate(
        Kind::Dma,
        adapter.owner(),
        length as usize,
        TAG,
        Some(&placement),
    );
    if place.is_null() {
        return null_mut();
    }
    let physical = kernel.memory.address_of_any(place as usize);
    // SAFETY: the driver says that the address goes there; it is not NULL and aligned.
    unsafe { logical.write(ffi::PHYSICAL_ADDRESS { QuadPart: physical }) };
    let mut buffers = adapter.buffers.borrow_mut();
    buffers.insert(place as usize, (length, physical));
    place.cast()
}

pub(super) fn free(
    call: &Call<'_>,
    dma: ffi::PDMA_ADAPTER,
    length: u32,
    logical: i64,
    address: usize,
) {
    let Some(adapter) = named(call, dma) else {
        return;
    };
    let Some(known) = adapter.buffers.borrow_mut().remove(&address) else {
        wrong(
            call,
            "that is no common buffer of the adapter, or it was freed",
        );
        return;
    };
    if known != (length, logical) {
        let message = format!(
            "{length} bytes at {logical:#x} are freed of a common buffer of {} at {:#x}",
            known.0, known.1
        );
        wrong(call, &message);
    }
    let memory = address..address + known.0 as usize;
    call.kernel
        .check_objects(&memory, call.adapter, "a common buffer");
    free_as(call, Kind::Dma, address);
}
