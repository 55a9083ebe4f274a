//! Memory descriptor lists.

use core::ptr;

use super::super::super::*;

/// Where an MDL is mapped for the system, which is done now if it was not; NULL if it cannot be. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn MmGetSystemAddressForMdlSafe(Mdl: PMDL, Priority: ULONG) -> PVOID {
    // SAFETY: the caller's MDL is valid and its pages are locked.
    unsafe {
        if (*Mdl).MdlFlags & (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL) != 0 {
            return (*Mdl).MappedSystemVa;
        }
        MmMapLockedPagesSpecifyCache(Mdl, KernelMode, MmCached, ptr::null_mut(), 0, Priority)
    }
}

/// The virtual address that an MDL describes. At any IRQL.
#[inline(always)]
pub unsafe fn MmGetMdlVirtualAddress(Mdl: PMDL) -> PVOID {
    // SAFETY: the caller's MDL is valid.
    unsafe { (*Mdl).StartVa.wrapping_byte_add((*Mdl).ByteOffset as usize) }
}
