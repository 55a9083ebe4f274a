//! Where [`DmaMemory`] comes from. Only find-adapter allocates it.

use core::fmt;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicU32, Ordering};

use crate::config::{Limits, PortConfiguration};
use crate::ffi;
use crate::kind::HasHardware;
use crate::scope::{Finding, Scope};
use crate::shared::context::Context;
use crate::shared::hardware::access;
use crate::shared::hardware::dma::allocation::Allocation;
use crate::shared::hardware::{DmaLayout, DmaMemory, PhysicalAddress};
use crate::storport::extension::DeviceExtension;

/// The physical addresses that the device can reach (`Dma32BitAddresses`, `Dma64BitAddresses`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DmaAddresses {
    /// The lower 4 GiB.
    Bits32,
    /// All memory.
    #[default]
    Bits64,
    /// All memory, and SRB extensions, sense buffers and the uncached extension may lie above 4 GiB too
    /// (`SCSI_DMA64_MINIPORT_FULL64BIT_SUPPORTED`).
    Full64,
}

impl DmaAddresses {
    /// `Dma32BitAddresses` and `Dma64BitAddresses`.
    pub(crate) fn codes(self) -> (ffi::BOOLEAN, ffi::UCHAR) {
        match self {
            Self::Bits32 => (1, 0),
            Self::Bits64 => (0, ffi::SCSI_DMA64_MINIPORT_SUPPORTED),
            Self::Full64 => (0, ffi::SCSI_DMA64_MINIPORT_FULL64BIT_SUPPORTED),
        }
    }
}

/// Why there is no shared memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DmaError {
    /// The layout is empty, or 4 GiB or more.
    Size,
    /// This find-adapter call has the uncached extension already: an adapter has one.
    AlreadyTaken,
    /// An earlier find-adapter call of the same adapter made a smaller uncached extension, and Storport keeps the first.
    Smaller,
    /// There is not enough memory, or this Windows does not have the routine (`STOR_STATUS_*`; 0 if it gives no code).
    Refused(u32),
    /// The memory is not contiguous for the device.
    NotContiguous,
}

impl fmt::Display for DmaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size => f.write_str("shared memory has some bytes, and less than 4 GiB"),
            Self::AlreadyTaken => f.write_str("an adapter has one uncached extension"),
            Self::Smaller => f.write_str("the adapter has a smaller uncached extension already"),
            Self::Refused(status) => write!(f, "Storport gave no memory: {status:#x}"),
            Self::NotContiguous => f.write_str("the memory is not contiguous for the device"),
        }
    }
}

impl PortConfiguration<'_> {
    /// Allocates the uncached extension (`StorPortGetUncachedExtension`): memory for `layout`, all zero.
    ///
    /// Only here. Storport wants to know the limits before, with the other fields that the runtime fills in (`Master`,
    /// `SrbExtensionSize`, …). Those of [`Found`](crate::Found) may be lower, when the device has been asked, but not higher, or the adapter
    /// is not started (`SP_RETURN_BAD_CONFIG`). Storport frees the memory with the adapter.
    ///
    /// # Errors
    /// [`DmaError`].
    pub fn uncached_extension<E, S>(
        &mut self,
        cx: &mut Context<'_, E, S>,
        limits: Limits,
        layout: &DmaLayout,
    ) -> Result<DmaMemory, DmaError>
    where
        E: DeviceExtension,
        E::Kind: HasHardware,
        S: Finding,
    {
        let earlier = &cx.storage().kept.uncached_bytes;
        let srb_extension = E::SRB_EXTENSION.size();
        // SAFETY: this is find-adapter.
        unsafe {
            uncached(
                cx.device_extension(),
                self,
                earlier,
                (limits, srb_extension),
                layout,
            )
        }
    }
}

/// The uncached extension; `earlier` has the bytes of the one that there is already.
///
/// # Safety
/// This is the find-adapter call of the adapter with this extension that has `config`.
pub(crate) unsafe fn uncached(
    device_extension: ffi::PVOID,
    config: &mut PortConfiguration<'_>,
    earlier: &AtomicU32,
    (limits, srb_extension): (Limits, u32),
    layout: &DmaLayout,
) -> Result<DmaMemory, DmaError> {
    let bytes = padded(layout)?;
    let number = u32::try_from(bytes).map_err(|_| DmaError::Size)?;
    if config.take_uncached() {
        return Err(DmaError::AlreadyTaken);
    }
    if (1..number).contains(&earlier.load(Ordering::Relaxed)) {
        return Err(DmaError::Smaller);
    }
    config.write_dma_fields(limits, srb_extension);
    let mut contiguous = 0;
    // SAFETY: the caller's word: this is find-adapter of a bus master, and the fields that the routine's page names are filled in; the
    // memory is the adapter's own, so that its address can be asked for without a request.
    let (base, physical) = unsafe {
        let base = ffi::StorPortGetUncachedExtension(device_extension, config.raw_mut(), number);
        let base = NonNull::new(base.cast::<u8>()).ok_or(DmaError::Refused(0))?;
        config.sized_for(limits);
        let physical = ffi::StorPortGetPhysicalAddress(
            device_extension,
            ptr::null_mut(),
            base.as_ptr().cast(),
            &raw mut contiguous,
        );
        (base, PhysicalAddress::from(physical))
    };
    if earlier.load(Ordering::Relaxed) == 0 {
        earlier.store(number, Ordering::Relaxed);
    }
    if physical.get() == 0 || contiguous < number {
        return Err(DmaError::NotContiguous);
    }
    // SAFETY: `number` bytes, mapped as long as the adapter's extension, which the memory cannot outlive.
    unsafe { aligned(device_extension, base, physical, layout, None) }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Allocates contiguous memory up to physical address `highest` (`StorPortAllocateDmaMemory`, Windows 10 1803 and
    /// later), all zero. It is freed with the extension that it lives in, or right away if find-adapter fails.
    ///
    /// Use the uncached extension where it is large enough: it is there in every version and in dump mode.
    ///
    /// # Errors
    /// [`DmaError`].
    pub fn allocate_dma(
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
        let cache = ffi::MmCached;
        let mut base = ptr::null_mut();
        let mut physical = ffi::PHYSICAL_ADDRESS::default();
        // SAFETY: this is find-adapter, at DISPATCH_LEVEL or below, and both results are written there.
        let status = unsafe {
            ffi::StorPortAllocateDmaMemory(
                device_extension,
                bytes,
                PhysicalAddress::default().into(),
                highest.into(),
                PhysicalAddress::default().into(),
                cache,
                ffi::MM_ANY_NODE_OK,
                &raw mut base,
                &raw mut physical,
            )
        };
        let base = NonNull::new(base.cast::<u8>())
            .filter(|_| status == ffi::STOR_STATUS_SUCCESS)
            .ok_or(DmaError::Refused(status))?;
        let physical = physical.into();
        let allocation = Allocation {
            owner: device_extension,
            base,
            bytes,
            cache,
            physical,
            free,
        };
        // SAFETY: `bytes` bytes, mapped until they are freed, which the memory does when it is dropped.
        unsafe { aligned(device_extension, base, physical, layout, Some(allocation)) }
    }
}

/// Frees memory of `StorPortAllocateDmaMemory`.
///
/// # Safety
/// As `StorPortFreeDmaMemory`.
unsafe fn free(memory: &Allocation) {
    // SAFETY: the caller's word.
    unsafe {
        ffi::StorPortFreeDmaMemory(
            memory.owner,
            memory.base.as_ptr().cast(),
            memory.bytes,
            memory.cache,
            memory.physical.into(),
        );
    }
}

/// Bytes to allocate, so that the layout's alignment can be found inside.
pub(super) fn padded(layout: &DmaLayout) -> Result<usize, DmaError> {
    if layout.bytes() == 0 {
        return Err(DmaError::Size);
    }
    layout
        .bytes()
        .checked_add(layout.alignment() - 1)
        .filter(|&bytes| u32::try_from(bytes).is_ok())
        .ok_or(DmaError::Size)
}

/// The memory from the first aligned address on, all zero.
///
/// # Safety
/// `base` is the beginning of `padded(layout)` bytes at `physical`; the rest is [`DmaMemory::new`]'s.
pub(super) unsafe fn aligned(
    device_extension: ffi::PVOID,
    base: NonNull<u8>,
    physical: PhysicalAddress,
    layout: &DmaLayout,
    allocation: Option<Allocation>,
) -> Result<DmaMemory, DmaError> {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "only the lowest bits count"
    )]
    let skipped = physical.get().wrapping_neg() as usize & (layout.alignment() - 1);
    // SAFETY: fewer than `alignment` bytes are skipped, which were added by `padded`.
    let start = unsafe { base.add(skipped) };
    // Pages are mapped whole, so what is aligned for the device is aligned for the processor.
    if !start.addr().get().is_multiple_of(8) {
        return Err(DmaError::NotContiguous);
    }
    let physical = physical.add(skipped as u64);
    // SAFETY: the caller's word, from the aligned address on.
    let memory = unsafe {
        let adapter = access::adapter(device_extension);
        DmaMemory::new(start, adapter, physical, layout.bytes(), allocation)
    };
    memory.clear();
    Ok(memory)
}
