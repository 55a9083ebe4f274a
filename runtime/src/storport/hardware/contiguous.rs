//! [`DmaMemory`] that is contiguous memory of the system's, for Windows before `StorPortAllocateDmaMemory`.

use core::ptr::{self, NonNull};

use super::allocate::{DmaError, aligned, padded};
use crate::ffi;
use crate::kind::HasHardware;
use crate::scope::{Finding, Scope};
use crate::shared::context::Context;
use crate::shared::hardware::dma::allocation::Allocation;
use crate::shared::hardware::{DmaLayout, DmaMemory, PhysicalAddress};
use crate::storport::extension::DeviceExtension;

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Allocates contiguous memory up to physical address `highest`, on any node, cached
    /// (`StorPortAllocateContiguousMemorySpecifyCacheNode`, Windows 7 and later), all zero. It is freed with the extension that it lives in,
    /// or right away if find-adapter fails.
    ///
    /// The routine is allowed up to `DISPATCH_LEVEL` everywhere; here it is find-adapter's, because what it gives is a field of the extension.
    /// Where Windows is 10 1803 or later, [`Context::allocate_dma`] is for what a device uses.
    ///
    /// # Errors
    /// [`DmaError`].
    pub fn allocate_contiguous(
        &mut self,
        layout: &DmaLayout,
        highest: PhysicalAddress,
    ) -> Result<DmaMemory, DmaError>
    where
        S: Finding,
        E::Kind: HasHardware,
    {
        let bytes = padded(layout)?;
        let device_extension = self.device_extension();
        let mut base = ptr::null_mut();
        // SAFETY: this is find-adapter, at DISPATCH_LEVEL or below, and the result is written during the call.
        let status = unsafe {
            ffi::StorPortAllocateContiguousMemorySpecifyCacheNode(
                device_extension,
                bytes,
                PhysicalAddress::default().into(),
                highest.into(),
                PhysicalAddress::default().into(),
                ffi::MmCached,
                ffi::MM_ANY_NODE_OK,
                &raw mut base,
            )
        };
        let base = NonNull::new(base.cast::<u8>())
            .filter(|_| status == ffi::STOR_STATUS_SUCCESS)
            .ok_or(DmaError::Refused(status))?;
        let mut allocation = Allocation {
            owner: device_extension,
            base,
            bytes,
            cache: ffi::MmCached,
            physical: PhysicalAddress::default(),
            free,
        };
        // For such memory the length is to be ignored, says the routine's page.
        let mut ignored = 0;
        // SAFETY: the memory is the adapter's own, so that its address can be asked for without a request.
        let physical = PhysicalAddress::from(unsafe {
            ffi::StorPortGetPhysicalAddress(
                device_extension,
                ptr::null_mut(),
                base.as_ptr().cast(),
                &raw mut ignored,
            )
        });
        if physical.get() == 0 {
            return Err(DmaError::NotContiguous);
        }
        allocation.physical = physical;
        // SAFETY: `bytes` bytes, contiguous and mapped until they are freed, which the memory does when it is dropped.
        unsafe { aligned(device_extension, base, physical, layout, Some(allocation)) }
    }
}

/// Frees memory of `StorPortAllocateContiguousMemorySpecifyCacheNode`.
///
/// # Safety
/// As `StorPortFreeContiguousMemorySpecifyCache`.
unsafe fn free(memory: &Allocation) {
    // SAFETY: the caller's word.
    unsafe {
        ffi::StorPortFreeContiguousMemorySpecifyCache(
            memory.owner,
            memory.base.as_ptr().cast(),
            memory.bytes,
            memory.cache,
        );
    }
}
