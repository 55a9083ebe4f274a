//! Memory descriptor lists: they are made, built or locked, mapped, and freed.
//!
//! A process of its own is not simulated: a buffer of an application is mapped where it is.

use std::ptr::null_mut;

use miniport::ffi;

use super::call::{Call, routines};
use super::pool::free_as;
use crate::kernel::level::APC_LEVEL;
use crate::kernel::memory::mdl::{fill, make, span};
use crate::kernel::memory::physical::PAGE;
use crate::kernel::memory::pool::Kind;
use crate::kernel::routine::UP_TO_APC;
use crate::verifier::Rule;

routines! {
    /// Makes an MDL for a buffer.
    IoAllocateMdl(
        address: ffi::PVOID, length: ffi::ULONG, secondary: ffi::BOOLEAN, _quota: ffi::BOOLEAN, irp: ffi::PIRP
    ) -> ffi::PMDL, UP_TO_DISPATCH => |call| allocate(call, address, length, secondary != 0, irp), else null_mut();
    /// Frees an MDL.
    IoFreeMdl(mdl: ffi::PMDL) -> (), UP_TO_DISPATCH => |call| free(call, mdl), else ();
    /// Fills an MDL of memory that is resident.
    MmBuildMdlForNonPagedPool(mdl: ffi::PMDL) -> (), UP_TO_DISPATCH => |call| build(call, mdl), else ();
    /// Locks the pages of an MDL.
    MmProbeAndLockPages(mdl: ffi::PMDL, _mode: ffi::KPROCESSOR_MODE, operation: ffi::LOCK_OPERATION) -> (), UP_TO_DISPATCH
        => |call| lock(call, mdl, operation), else ();
    /// Unlocks them.
    MmUnlockPages(mdl: ffi::PMDL) -> (), UP_TO_DISPATCH => |call| unlock(call, mdl), else ();
    /// Maps the pages of an MDL.
    MmMapLockedPagesSpecifyCache(
        mdl: ffi::PMDL, mode: ffi::KPROCESSOR_MODE, _cache: ffi::MEMORY_CACHING_TYPE, _address: ffi::PVOID,
        _bug_check: ffi::ULONG, _priority: ffi::ULONG
    ) -> ffi::PVOID, UP_TO_DISPATCH => |call| map(call, mdl, mode), else null_mut();
    /// Unmaps them.
    MmUnmapLockedPages(address: ffi::PVOID, mdl: ffi::PMDL) -> (), UP_TO_DISPATCH => |call| unmap(call, address, mdl), else ();
    /// Makes an MDL of a part of another.
    IoBuildPartialMdl(
        source: ffi::PMDL, target: ffi::PMDL, address: ffi::PVOID, length: ffi::ULONG
    ) -> (), UP_TO_DISPATCH => |call| build_partial(call, source, target, (address as usize, length as usize)), else ();
    /// Makes memory and caches agree: DMA is coherent here.
    KeFlushIoBuffers(mdl: ffi::PMDL, _read: ffi::BOOLEAN, _dma: ffi::BOOLEAN) -> (), UP_TO_DISPATCH
        => |call| { described(call, mdl); }, else ();
    /// The physical address of a byte of nonpaged memory. Its page: not for DMA, which many miniports use it for all the same.
    MmGetPhysicalAddress(address: ffi::PVOID) -> ffi::LARGE_INTEGER, ANY
        => |call| ffi::LARGE_INTEGER { QuadPart: call.kernel.memory.address_of_any(address as usize) },
        else ffi::LARGE_INTEGER { QuadPart: 0 };
}

/// The tag of MDLs in reports.
const TAG: u32 = u32::from_le_bytes(*b"Mdl ");
/// The pages are known.
const DESCRIBED: i16 = ffi::MDL_PAGES_LOCKED | ffi::MDL_SOURCE_IS_NONPAGED_POOL | ffi::MDL_PARTIAL;

fn wrong(call: &Call<'_>, what: &str) {
    call.violation(Rule::MdlState, format!("{}: {what}", call.routine.name));
}

/// The memory that an MDL describes: where, how many bytes.
pub(super) fn memory_of(mdl: &ffi::MDL) -> (usize, usize) {
    let start = mdl.StartVa as usize + mdl.ByteOffset as usize;
    (start, mdl.ByteCount as usize)
}

/// An MDL that a driver names; what is wrong is reported.
fn named<'a>(call: &Call<'_>, mdl: ffi::PMDL) -> Option<&'a mut ffi::MDL> {
    if !call.is_place(mdl) {
        return None;
    }
    // SAFETY: the driver says that an MDL is there; it is not NULL and aligned, and nobody else has a reference to it.
    let mdl = unsafe { &mut *mdl };
    let room = usize::try_from(mdl.Size).unwrap_or(0);
    let offset = mdl.ByteOffset as usize;
    let needed = size_of::<ffi::MDL>() + span(offset, mdl.ByteCount as usize) * 8;
    if room < needed || offset >= PAGE || !(mdl.StartVa as usize).is_multiple_of(PAGE) {
        wrong(call, "that is no MDL");
        return None;
    }
    Some(mdl)
}

/// An MDL that a driver names, whose pages are known.
pub(super) fn described<'a>(call: &Call<'_>, mdl: ffi::PMDL) -> Option<&'a mut ffi::MDL> {
    let mdl = named(call, mdl)?;
    if mdl.MdlFlags & DESCRIBED == 0 {
        wrong(
            call,
            "the pages of the MDL are neither locked nor of nonpaged pool",
        );
        return None;
    }
    Some(mdl)
}

fn allocate(
    call: &Call<'_>,
    address: ffi::PVOID,
    length: u32,
    secondary: bool,
    irp: ffi::PIRP,
) -> ffi::PMDL {
    let (address, length) = (address as usize, length as usize);
    // The size of the list is an integer of 16 bits.
    if length == 0 || span(address, length) * 8 + size_of::<ffi::MDL>() > 0x7FFF {
        call.bad(&format!("an MDL of {length} bytes"));
        return null_mut();
    }
    if call.kernel.pool.shortages.fails(size_of::<ffi::MDL>()) {
        return null_mut();
    }
    let owner = call.adapter.unwrap_or(0);
    let block = make(address, length);
    let mdl: ffi::PMDL = call.kernel.pool.keep(Kind::Mdl, owner, TAG, block).cast();
    if !irp.is_null() {
        // SAFETY: the driver says that an IRP is there, whose MDLs are a list.
        unsafe {
            let mut place = &raw mut (*irp).MdlAddress;
            while secondary && !(*place).is_null() {
                place = (&raw mut (**place).Next).cast();
            }
            place.write(mdl);
        }
    }
    mdl
}

fn free(call: &Call<'_>, place: ffi::PMDL) {
    let address = place as usize;
    if call.kernel.pool.length_of(Kind::Mdl, address).is_some()
        && let Some(mdl) = named(call, place)
        && mdl.MdlFlags & ffi::MDL_PAGES_LOCKED != 0
    {
        wrong(call, "the pages of the MDL are still locked");
    }
    free_as(call, Kind::Mdl, address);
}

/// Whether memory may be paged out.
fn is_paged(call: &Call<'_>, address: usize) -> bool {
    call.kernel.pool.kind_at(address) == Some(Kind::Paged)
}

/// Describes the pages of an MDL whose pages are not known yet: `false` if they are.
fn describe(call: &Call<'_>, mdl: &mut ffi::MDL) -> bool {
    if mdl.MdlFlags & (DESCRIBED | ffi::MDL_MAPPED_TO_SYSTEM_VA) != 0 {
        wrong(
            call,
            "the pages of the MDL are locked, built or mapped already",
        );
        return false;
    }
    // SAFETY: an MDL with room for its frames, by `named`.
    unsafe { fill(&call.kernel.memory, mdl) };
    true
}

fn build(call: &Call<'_>, mdl: ffi::PMDL) {
    let Some(mdl) = named(call, mdl) else {
        return;
    };
    let (address, _) = memory_of(mdl);
    if is_paged(call, address) {
        wrong(call, "the memory is paged: it has to be locked");
    }
    if describe(call, mdl) {
        mdl.MappedSystemVa = address as ffi::PVOID;
        mdl.MdlFlags |= ffi::MDL_SOURCE_IS_NONPAGED_POOL;
    }
}

fn lock(call: &Call<'_>, mdl: ffi::PMDL, operation: ffi::LOCK_OPERATION) {
    let Some(mdl) = named(call, mdl) else {
        return;
    };
    let (address, _) = memory_of(mdl);
    if is_paged(call, address) && call.kernel.fiber().irql.get() > APC_LEVEL {
        let name = "MmProbeAndLockPages of pageable memory";
        call.kernel.wrong_irql(name, call.adapter, UP_TO_APC);
    }
    if describe(call, mdl) {
        mdl.MdlFlags |= ffi::MDL_PAGES_LOCKED;
        if operation != ffi::IoReadAccess {
            mdl.MdlFlags |= ffi::MDL_WRITE_OPERATION;
        }
    }
}

fn unlock(call: &Call<'_>, mdl: ffi::PMDL) {
    let Some(mdl) = named(call, mdl) else {
        return;
    };
    if mdl.MdlFlags & ffi::MDL_PAGES_LOCKED == 0 {
        wrong(call, "the pages of the MDL are not locked");
    }
    // A mapping goes with the lock.
    mdl.MdlFlags &=
        !(ffi::MDL_PAGES_LOCKED | ffi::MDL_WRITE_OPERATION | ffi::MDL_MAPPED_TO_SYSTEM_VA);
    mdl.MappedSystemVa = null_mut();
}

fn map(call: &Call<'_>, mdl: ffi::PMDL, mode: ffi::KPROCESSOR_MODE) -> ffi::PVOID {
    let Some(mdl) = named(call, mdl) else {
        return null_mut();
    };
    if mode != ffi::KernelMode {
        call.kernel
            .verifier
            .unsupported("MmMapLockedPagesSpecifyCache for an application");
        return null_mut();
    }
    if mdl.MdlFlags & (ffi::MDL_PAGES_LOCKED | ffi::MDL_PARTIAL) == 0 {
        wrong(call, "the pages of the MDL are not locked");
        return null_mut();
    }
    if mdl.MdlFlags & ffi::MDL_MAPPED_TO_SYSTEM_VA != 0 {
        wrong(call, "the pages of the MDL are mapped already");
    }
    mdl.MdlFlags |= ffi::MDL_MAPPED_TO_SYSTEM_VA;
    if mdl.MdlFlags & ffi::MDL_PARTIAL != 0 {
        mdl.MdlFlags |= ffi::MDL_PARTIAL_HAS_BEEN_MAPPED;
    }
    mdl.MappedSystemVa = memory_of(mdl).0 as ffi::PVOID;
    mdl.MappedSystemVa
}

fn unmap(call: &Call<'_>, address: ffi::PVOID, mdl: ffi::PMDL) {
    let Some(mdl) = named(call, mdl) else {
        return;
    };
    if mdl.MdlFlags & ffi::MDL_MAPPED_TO_SYSTEM_VA == 0 || mdl.MappedSystemVa != address {
        wrong(call, "the pages of the MDL are not mapped there");
        return;
    }
    mdl.MdlFlags &= !(ffi::MDL_MAPPED_TO_SYSTEM_VA | ffi::MDL_PARTIAL_HAS_BEEN_MAPPED);
    mdl.MappedSystemVa = null_mut();
}

/// Makes the target describe a part of the source: where, how many bytes, 0 for the rest.
fn build_partial(
    call: &Call<'_>,
    source: ffi::PMDL,
    target: ffi::PMDL,
    (address, mut length): (usize, usize),
) {
    let Some(source) = described(call, source) else {
        return;
    };
    let (start, whole) = memory_of(source);
    let Some(offset) = address.checked_sub(start).filter(|offset| *offset < whole) else {
        wrong(call, "the address does not lie in the source");
        return;
    };
    if length == 0 {
        length = whole - offset;
    }
    if offset + length > whole || !call.is_place(target) {
        wrong(call, "the part ends behind the source");
        return;
    }
    // SAFETY: the driver says that an MDL is there; it is not NULL and aligned, and another one than the source.
    let target = unsafe { &mut *target };
    let room = usize::try_from(target.Size).unwrap_or(0);
    if room < size_of::<ffi::MDL>() + span(address, length) * 8 {
        wrong(call, "the target has no room for the pages of the part");
        return;
    }
    if target.MdlFlags & ffi::MDL_PARTIAL_HAS_BEEN_MAPPED != 0 {
        wrong(
            call,
            "the target is mapped: MmPrepareMdlForReuse was not called",
        );
    }
    target.StartVa = (address - address % PAGE) as ffi::PVOID;
    target.ByteOffset = u32::try_from(address % PAGE).unwrap_or(0);
    target.ByteCount = u32::try_from(length).unwrap_or(0);
    let inherited = ffi::MDL_SOURCE_IS_NONPAGED_POOL | ffi::MDL_MAPPED_TO_SYSTEM_VA;
    target.MdlFlags = ffi::MDL_PARTIAL | source.MdlFlags & inherited;
    target.MappedSystemVa = if target.MdlFlags & inherited == 0 {
        null_mut()
    } else {
        source.MappedSystemVa.wrapping_byte_add(offset)
    };
    // SAFETY: there is room for the frames, as looked at above.
    unsafe { fill(&call.kernel.memory, target) };
}
