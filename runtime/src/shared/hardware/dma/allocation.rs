//! [`Allocation`]: DMA memory that is given back.

use core::ptr::NonNull;

use crate::ffi::PVOID;
use crate::shared::hardware::PhysicalAddress;

/// Memory that a family's routine allocated, freed when dropped.
pub(crate) struct Allocation {
    /// What the routine wants to know: the device extension, the DMA adapter.
    pub(crate) owner: PVOID,
    pub(crate) base: NonNull<u8>,
    pub(crate) bytes: usize,
    /// How the memory is cached.
    pub(crate) cache: i32,
    pub(crate) physical: PhysicalAddress,
    pub(crate) free: unsafe fn(&Self),
}

impl Drop for Allocation {
    fn drop(&mut self) {
        // SAFETY: the numbers are those of the allocation, which is freed once. A `DmaMemory` is dropped where its device is found or
        // with the extension, both up to DISPATCH_LEVEL and in a callback of its device: it cannot be sent elsewhere.
        unsafe { (self.free)(self) };
    }
}
