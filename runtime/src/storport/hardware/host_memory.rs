//! [`HostMemoryBuffer`]: memory that a device has for itself.

use core::fmt;

use crate::ffi;
use crate::kind::HasHardware;
use crate::scope::{Finding, Scope};
use crate::shared::context::Context;
use crate::shared::extension::{ExtensionPart, OptionalPart};
use crate::shared::hardware::{PhysicalAddress, PhysicalRange};
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;

/// Memory that a device uses as it likes, in at most `RANGES` ranges, each contiguous (`StorPortAllocateHostMemoryBuffer`). The processor
/// does not reach it: there is nothing but addresses to tell the device.
///
/// It is freed with the extension that it lives in, or right away if find-adapter fails (`StorPortFreeHostMemoryBuffer`). The device must
/// have been told before that it is gone. Like [`DmaMemory`](super::DmaMemory) it is neither [`Send`] nor [`Sync`].
pub struct HostMemoryBuffer<const RANGES: usize> {
    device_extension: ffi::PVOID,
    ranges: [ffi::ACCESS_RANGE; RANGES],
    // Invariant: at most `RANGES`.
    count: u32,
}

// SAFETY: the ranges are only read; the extension is shared, and its end owns it.
#[diagnostic::do_not_recommend]
unsafe impl<const RANGES: usize> ExtensionPart for HostMemoryBuffer<RANGES> {
    type Guarded = ();
}
impl<const RANGES: usize> OptionalPart for HostMemoryBuffer<RANGES> {}

/// How much memory a device wants for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostMemoryRequest {
    /// The least that is of use to it, in bytes; 0 if anything is.
    pub minimum_bytes: usize,
    /// What it prefers, in bytes: a multiple of the size of a page.
    pub preferred_bytes: usize,
    /// What the device has allocated in all, in bytes (`UtilizationBytes`).
    pub utilization_bytes: u64,
    /// To how many bytes ranges are to be aligned.
    pub alignment_bytes: u32,
    /// The lowest address that the device reaches.
    pub lowest: PhysicalAddress,
    /// The highest.
    pub highest: PhysicalAddress,
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Allocates memory for the device's own use, in at most `RANGES` ranges (`StorPortAllocateHostMemoryBuffer`). Storport gives between the
    /// least and the preferred size, or nothing.
    ///
    /// No page says where the routine may be called, nor at which level memory is freed; here it is find-adapter's, because what it gives is
    /// a field of the extension, which ends at `DISPATCH_LEVEL` or below.
    ///
    /// # Errors
    /// [`StorError`]. There may be nothing by policy: the device has to do without then.
    pub fn allocate_host_memory_buffer<const RANGES: usize>(
        &mut self,
        request: &HostMemoryRequest,
    ) -> Result<HostMemoryBuffer<RANGES>, StorError>
    where
        S: Finding,
        E::Kind: HasHardware,
    {
        let nothing = ffi::ACCESS_RANGE {
            RangeStart: ffi::PHYSICAL_ADDRESS::default(),
            RangeLength: 0,
            RangeInMemory: 0,
        };
        let mut ranges = [nothing; RANGES];
        let room = u32::try_from(RANGES).unwrap_or(u32::MAX);
        let mut count = room;
        let device_extension = self.device_extension();
        // SAFETY: this is find-adapter, and the array has as many ranges as is said.
        let status = unsafe {
            ffi::StorPortAllocateHostMemoryBuffer(
                device_extension,
                request.minimum_bytes,
                request.preferred_bytes,
                request.utilization_bytes,
                request.alignment_bytes,
                request.lowest.into(),
                request.highest.into(),
                PhysicalAddress::default().into(),
                ranges.as_mut_ptr(),
                &raw mut count,
            )
        };
        answer(status)?;
        Ok(HostMemoryBuffer {
            device_extension,
            ranges,
            count: count.min(room),
        })
    }
}

impl<const RANGES: usize> HostMemoryBuffer<RANGES> {
    /// The ranges, to be told to the device.
    pub fn ranges(&self) -> impl ExactSizeIterator<Item = PhysicalRange> + use<'_, RANGES> {
        self.ranges
            .iter()
            .take(self.count as usize)
            .map(|range| PhysicalRange {
                start: range.RangeStart.into(),
                length: range.RangeLength as usize,
            })
    }

    /// Bytes of all ranges.
    pub fn bytes(&self) -> u64 {
        self.ranges().map(|range| range.length as u64).sum()
    }
}

impl<const RANGES: usize> Drop for HostMemoryBuffer<RANGES> {
    fn drop(&mut self) {
        // SAFETY: the ranges are those that Storport gave to this adapter, and are freed once. The buffer is dropped where its device is found
        // or with the extension, both up to DISPATCH_LEVEL and in a callback of its device: it cannot be sent elsewhere.
        unsafe {
            ffi::StorPortFreeHostMemoryBuffer(
                self.device_extension,
                self.ranges.as_mut_ptr(),
                self.count,
            );
        }
    }
}

impl<const RANGES: usize> fmt::Debug for HostMemoryBuffer<RANGES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.ranges()).finish()
    }
}
