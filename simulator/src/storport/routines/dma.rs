//! Memory that the device and the driver share, and physical addresses.

use miniport::ffi;

use super::memory::{LARGEST, free};
use super::requests::buffer_of;
use super::routine::{Call, FINDING, exports, put, routines};
use super::words::Words;
use crate::kernel::memory::block::Block;
use crate::kernel::memory::physical::{Access, Placement, UNCACHED_EXTENSION};
use crate::kernel::memory::pool::Kind;
use crate::storport::port::Storport;
use crate::storport::request::slot::Holder;
use crate::verifier::Rule;

routines! {
    /// Allocates the uncached extension: once for an adapter, in `HwStorFindAdapter`.
    StorPortGetUncachedExtension(
        extension, config: ffi::PPORT_CONFIGURATION_INFORMATION, length: ffi::ULONG
    ) -> ffi::PVOID, UP_TO_DISPATCH { .only_from(FINDING).in_dump_mode() }
        => |call| get_uncached_extension(call, config, length), else std::ptr::null_mut();
    /// The physical address of a byte of the adapter's or a request's memory, and how far it is contiguous.
    StorPortGetPhysicalAddress(
        extension, srb: ffi::PSCSI_REQUEST_BLOCK, address: ffi::PVOID, length: *mut ffi::ULONG
    ) -> ffi::STOR_PHYSICAL_ADDRESS, ANY { .in_dump_mode() }
        => |call| get_physical_address(call, srb, address, length), else NOWHERE;
    /// The virtual address of a physical one.
    StorPortGetVirtualAddress(extension, address: ffi::STOR_PHYSICAL_ADDRESS) -> ffi::PVOID, ANY { .in_dump_mode() }
        => |call| get_virtual_address(call, address), else std::ptr::null_mut();
}

exports! { table SHARED;
    /// A driver is about to read or write memory that it shares with its device: in a host build safe code can keep it longer than
    /// its adapter has it. No time passes, and nothing runs first.
    MiniportSimSharedMemory(extension: ffi::PVOID, place: *mut u8, length: usize) -> () =
        look_at_shared_memory(extension, place as usize, length);
}

fn look_at_shared_memory(extension: ffi::PVOID, place: usize, length: usize) {
    let Some(storport) = Storport::current() else {
        // Nothing can suspend the caller.
        eprintln!("memory that a device shares was used outside of its adapter's callbacks");
        std::process::abort();
    };
    // A WDM driver's memory is known by its place: it is that of the device whose callback runs.
    let adapter = if extension.is_null() {
        let frames = storport.kernel.fiber().frames.borrow();
        frames.last().and_then(|frame| frame.adapter)
    } else {
        let adapter = storport.adapter_of_extension(extension as usize);
        adapter.map(|adapter| adapter.device_owner())
    };
    let shared = |owner| storport.kernel.memory.is_shared(owner, place, length);
    if length != 0 && !adapter.is_some_and(shared) {
        storport.kernel.violation(
            Rule::SharedMemory,
            adapter,
            format!("{length} bytes that were shared with a device were used when they were not any more"),
        );
        storport.kernel.die();
    }
}

/// What an address that is none becomes.
const NOWHERE: ffi::STOR_PHYSICAL_ADDRESS = ffi::STOR_PHYSICAL_ADDRESS { QuadPart: 0 };

fn get_uncached_extension(
    call: &Call<'_>,
    config: ffi::PPORT_CONFIGURATION_INFORMATION,
    length: ffi::ULONG,
) -> ffi::PVOID {
    let null = std::ptr::null_mut();
    let adapter = call.adapter();
    if adapter.hardware.is_none() {
        call.unsupported();
        return null;
    }
    let wrong = |what: &str| call.violation(Rule::UncachedExtension, what);
    if config.is_null() || length == 0 {
        wrong("without a configuration or of 0 bytes");
        return null;
    }
    // SAFETY: the driver passes the configuration that HwStorFindAdapter was given.
    let config = unsafe { config.read() };
    if config.Master == 0 {
        wrong("the adapter is no bus master (PORT_CONFIGURATION_INFORMATION.Master)");
    }
    let set = config.SrbExtensionSize.max(adapter.init.SrbExtensionSize);
    adapter.uncached_after.set(Some(set));
    if config.MaximumTransferLength == u32::MAX || config.NumberOfPhysicalBreaks == u32::MAX {
        wrong("MaximumTransferLength and NumberOfPhysicalBreaks are to be set before");
    }
    let mut uncached = adapter.uncached.borrow_mut();
    if let Some(block) = &*uncached {
        let (address, present) = (block.as_ptr(), block.len());
        drop(uncached);
        // The page: the present one, whatever is asked for. A driver that asks for more cannot know that it does not have it.
        if present < length as usize {
            wrong("more is asked for than the uncached extension has, which is made once");
        }
        return address.cast();
    }
    let reach = config.Dma64BitAddresses & ffi::SCSI_DMA64_MINIPORT_FULL64BIT_SUPPORTED != 0;
    let placement = Placement::of_reach(reach).contiguous();
    let memory = &call.kernel.memory;
    let Some(block) = Block::physical(memory, length as usize, 4096, 0, &placement) else {
        return null;
    };
    block.open_all(adapter.device_owner(), Access::Write, UNCACHED_EXTENSION);
    let address = block.as_ptr();
    *uncached = Some(block);
    address.cast()
}

/// `StorPortAllocateDmaMemory`, `StorPortAllocateContiguousMemorySpecifyCacheNode`: length, three addresses.
fn allocate(call: &Call<'_>, kind: Kind, words: &Words, place: usize) -> u32 {
    let length = words.word(0);
    if length == 0 {
        return call.bad(format!("a {kind} of 0 bytes is allocated"));
    }
    put(call, place, 0usize);
    let adapter = call.adapter();
    let placement = Placement {
        lowest: words.quad(1),
        highest: words.quad(2),
        boundary: words.quad(3),
        contiguous: true,
        ..Placement::ANYWHERE
    };
    if length > LARGEST {
        return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES;
    }
    let placement = adapter.hardware.as_ref().map(|_| placement);
    let address =
        call.storport
            .kernel
            .pool
            .allocate(kind, adapter.number, length, 0, placement.as_ref());
    if address.is_null() {
        return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES;
    }
    put(call, place, address as usize)
}

/// `StorPortAllocateContiguousMemorySpecifyCacheNode`.
pub(super) fn allocate_contiguous(call: &Call<'_>, words: &Words) -> u32 {
    allocate(call, Kind::Contiguous, words, words.word(6))
}

/// `StorPortFreeContiguousMemorySpecifyCache`: base, length, caching.
pub(super) fn free_contiguous(call: &Call<'_>, words: &Words) -> u32 {
    free_whole(call, Kind::Contiguous, words)
}

pub(super) fn allocate_dma(call: &Call<'_>, words: &Words) -> u32 {
    if call.adapter().hardware.is_none() {
        call.unsupported();
        return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES;
    }
    let status = allocate(call, Kind::Dma, words, words.word(6));
    if status != ffi::STOR_STATUS_SUCCESS {
        return status;
    }
    // SAFETY: `allocate` has just written the address there.
    let address = unsafe { (words.word(6) as *const usize).read_unaligned() };
    put(
        call,
        words.word(7),
        call.kernel.memory.address_of_any(address),
    )
}

/// `StorPortFreeDmaMemory`: base, length, caching, physical address.
pub(super) fn free_dma(call: &Call<'_>, words: &Words) -> u32 {
    free_whole(call, Kind::Dma, words)
}

/// Frees a block, with the length that it was allocated with.
fn free_whole(call: &Call<'_>, kind: Kind, words: &Words) -> u32 {
    let (base, length) = (words.word(0), words.word(1));
    if let Some(real) = call.kernel.pool.length_of(kind, base)
        && real != length
    {
        call.violation(
            Rule::ForeignFree,
            format!("{length} bytes of a {kind} are freed that has {real}"),
        );
    }
    free(call, kind, base)
}

/// Where the run that `address` lies in ends, if it is memory of the adapter or the request.
fn end_of(call: &Call<'_>, srb: usize, address: usize) -> Option<usize> {
    let adapter = call.adapter();
    let within = |start: usize, length: usize| {
        (start..start + length)
            .contains(&address)
            .then_some(start + length)
    };
    let of_block = |block: &Block| within(block.as_ptr() as usize, block.len());
    if let Some(end) = of_block(&adapter.extension) {
        return Some(end);
    }
    if adapter.hardware.is_some() {
        return call.kernel.memory.end_of(address);
    }
    if srb == 0 {
        return None;
    }
    let (slot, start, length) = buffer_of(call, srb)?;
    let mut slots = adapter.slots.borrow_mut();
    let slot = slots.at(slot);
    if !matches!(slot.holder, Holder::Driver(_)) {
        return None;
    }
    slot.end_of(address).or_else(|| within(start, length))
}

fn get_physical_address(
    call: &Call<'_>,
    srb: ffi::PSCSI_REQUEST_BLOCK,
    address: ffi::PVOID,
    length: *mut ffi::ULONG,
) -> ffi::STOR_PHYSICAL_ADDRESS {
    let address = address as usize;
    let Some(end) = end_of(call, srb as usize, address) else {
        if srb.is_null() || call.adapter().slots.borrow().find(srb as usize).is_some() {
            call.bad(format!(
                "{address:#x} is in no memory of the request or the adapter"
            ));
        }
        return NOWHERE;
    };
    let memory = &call.kernel.memory;
    let contiguous = memory.contiguous(address, end);
    put(
        call,
        length as usize,
        u32::try_from(contiguous).unwrap_or(u32::MAX),
    );
    ffi::STOR_PHYSICAL_ADDRESS {
        QuadPart: memory.address_of_any(address),
    }
}

fn get_virtual_address(call: &Call<'_>, address: ffi::STOR_PHYSICAL_ADDRESS) -> ffi::PVOID {
    call.kernel.memory.virtual_of(address.QuadPart) as ffi::PVOID
}
