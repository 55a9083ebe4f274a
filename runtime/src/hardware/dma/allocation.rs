//! [`Allocation`]: DMA memory that is given back.

use core::ptr::NonNull;

use crate::ffi;
use crate::hardware::physical::PhysicalAddress;

/// Memory of `StorPortAllocateDmaMemory`, freed when dropped.
pub(super) struct Allocation {
    pub(super) device_extension: ffi::PVOID,
    pub(super) base: NonNull<u8>,
    pub(super) bytes: usize,
    pub(super) cache: ffi::MEMORY_CACHING_TYPE,
    pub(super) physical: PhysicalAddress,
}

impl Drop for Allocation {
    fn drop(&mut self) {
        // SAFETY: the numbers are those of the allocation, which is freed once. A `DmaMemory` is dropped in find-adapter or with
        // the extension, both up to DISPATCH_LEVEL and in a callback of its adapter: it cannot be sent elsewhere.
        unsafe {
            ffi::StorPortFreeDmaMemory(
                self.device_extension,
                self.base.as_ptr().cast(),
                self.bytes,
                self.cache,
                self.physical.into(),
            );
        };
    }
}
