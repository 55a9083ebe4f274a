//! Pool memory.

use std::ptr::null_mut;

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::level::APC_LEVEL;
use crate::kernel::memory::physical::Placement;
use crate::kernel::memory::pool::{FreeError, Kind};
use crate::kernel::routine::UP_TO_APC;
use crate::verifier::Rule;

routines! {
    /// Allocates pool memory.
    ExAllocatePool2(flags: ffi::POOL_FLAGS, length: ffi::SIZE_T, tag: ffi::ULONG) -> ffi::PVOID, UP_TO_DISPATCH
        => |call| allocate(call, flags, length, tag), else null_mut();
    /// Allocates pool memory of a type, which is not cleared if the type does not ask for that.
    ExAllocatePoolWithTag(kind: ffi::ULONG, length: ffi::SIZE_T, tag: ffi::ULONG) -> ffi::PVOID, UP_TO_DISPATCH
        => |call| allocate_of_type(call, kind, length, tag), else null_mut();
    /// Frees it, whatever its tag.
    ExFreePool(place: ffi::PVOID) -> (), UP_TO_DISPATCH => |call| free(call, place as usize, 0), else ();
    /// Frees it.
    ExFreePoolWithTag(place: ffi::PVOID, tag: ffi::ULONG) -> (), UP_TO_DISPATCH
        => |call| free(call, place as usize, tag), else ();
}

/// The flags that say which pool: exactly one of them is given.
const POOLS: u64 =
    ffi::POOL_FLAG_NON_PAGED | ffi::POOL_FLAG_NON_PAGED_EXECUTE | ffi::POOL_FLAG_PAGED;
/// The other flags.
const OPTIONS: u64 = ffi::POOL_FLAG_USE_QUOTA
    | ffi::POOL_FLAG_UNINITIALIZED
    | ffi::POOL_FLAG_CACHE_ALIGNED
    | ffi::POOL_FLAG_RAISE_ON_FAILURE;
/// The most that one allocation may have.
const LARGEST: usize = 1 << 30;

/// The types of pool are numbers with options: that of paged pool is odd.
fn allocate_of_type(call: &Call<'_>, kind: u32, length: usize, tag: u32) -> ffi::PVOID {
    const PAGED: u32 = 1;
    /// `POOL_RAISE_IF_ALLOCATION_FAILURE`
    const RAISE: u32 = 16;
    /// `POOL_ZERO_ALLOCATION`, by which `ExAllocatePoolZero` asks for cleared memory.
    const ZERO: u32 = 1024;
    let pool = if kind & PAGED == 0 {
        ffi::POOL_FLAG_NON_PAGED
    } else {
        ffi::POOL_FLAG_PAGED
    };
    let raise = if kind & RAISE == 0 {
        0
    } else {
        ffi::POOL_FLAG_RAISE_ON_FAILURE
    };
    let cleared = if kind & ZERO == 0 {
        ffi::POOL_FLAG_UNINITIALIZED
    } else {
        0
    };
    allocate(call, pool | raise | cleared, length, tag)
}

fn allocate(call: &Call<'_>, flags: u64, length: usize, tag: u32) -> ffi::PVOID {
    let kernel = call.kernel;
    // Flags in the upper half are optional: those that are not known are ignored.
    let unknown = flags & 0xFFFF_FFFF & !(POOLS | OPTIONS);
    if (flags & POOLS).count_ones() != 1 || unknown != 0 {
        call.bad(&format!("{flags:#x} does not say which pool"));
        return null_mut();
    }
    let characters = tag.to_le_bytes();
    let printable = |byte: &u8| (0x20..=0x7E).contains(byte);
    if tag == 0 || !characters.iter().all(|byte| *byte == 0 || printable(byte)) {
        call.bad(&format!("{tag:#x} is no tag"));
        return null_mut();
    }
    if length == 0 {
        call.bad("0 bytes are allocated");
        return null_mut();
    }
    kernel
        .fiber()
        .allocated
        .set(Some((call.routine.name, length)));
    if let Some(reason) = kernel.fiber().no_pool.get() {
        let message = format!("{} of {length} bytes while {reason}", call.routine.name);
        call.violation(Rule::PowerDownAllocate, message);
    }
    let kind = if flags & ffi::POOL_FLAG_PAGED != 0 {
        check_paged(call, "paged pool is allocated");
        Kind::Paged
    } else {
        Kind::Pool
    };
    let placement = Placement::POOL;
    let place = if length > LARGEST {
        null_mut()
    } else {
        let owner = call.adapter.unwrap_or(0);
        kernel
            .pool
            .allocate(kind, owner, length, tag, Some(&placement))
    };
    if place.is_null() && flags & ffi::POOL_FLAG_RAISE_ON_FAILURE != 0 {
        call.violation(
            Rule::BugCheck,
            format!("ExAllocatePool2 of {length} bytes raises an exception that nobody handles"),
        );
        kernel.die();
    }
    if !place.is_null() && flags & ffi::POOL_FLAG_UNINITIALIZED == 0 {
        // SAFETY: so many bytes were allocated.
        unsafe { place.write_bytes(0, length) };
    }
    place.cast()
}

/// Paged memory is touched at IRQLs below `DISPATCH_LEVEL`.
fn check_paged(call: &Call<'_>, what: &str) {
    if call.kernel.fiber().irql.get() > APC_LEVEL {
        call.kernel.wrong_irql(
            &format!("{} by which {what}", call.routine.name),
            call.adapter,
            UP_TO_APC,
        );
    }
}

fn free(call: &Call<'_>, address: usize, tag: u32) {
    let pool = &call.kernel.pool;
    if address == 0 {
        call.bad("NULL is freed");
        return;
    }
    let paged = pool.length_of(Kind::Paged, address);
    let kind = if paged.is_some() {
        check_paged(call, "paged pool is freed");
        Kind::Paged
    } else {
        Kind::Pool
    };
    if let Some(known) = pool.tag_of(address)
        && tag != 0
        && known != tag
    {
        let [tag, known] =
            [tag, known].map(|tag| String::from_utf8_lossy(&tag.to_le_bytes()).into_owned());
        call.violation(
            Rule::ForeignFree,
            format!("a {kind} with the tag '{known}' is freed with '{tag}'"),
        );
    }
    if let Some(length) = paged.or(pool.length_of(Kind::Pool, address)) {
        let what = format!("a {kind}");
        let memory = address..address + length;
        call.kernel.check_objects(&memory, call.adapter, &what);
    }
    free_as(call, kind, address);
}

/// Frees a block as one of a kind; what is wrong is reported. Whether it is free now.
pub(super) fn free_as(call: &Call<'_>, kind: Kind, address: usize) -> bool {
    let Err(error) = call.kernel.pool.free(kind, address) else {
        return true;
    };
    let freed = matches!(error, FreeError::Overrun(_));
    let (rule, message) = error.describe(kind);
    call.violation(rule, message);
    freed
}
