//! The DMA adapter of a device, and its common buffers (`AllocateCommonBuffer`).

use core::fmt;
use core::mem::MaybeUninit;
use core::ptr::NonNull;

use super::extension::{Kept, WdmExtension};
use super::scope;
use super::status::NtStatus;
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::hardware::access;
use crate::shared::hardware::dma::allocation::Allocation;
use crate::shared::hardware::{DmaLayout, DmaMemory, PhysicalAddress};

/// What a bus master can do (`DEVICE_DESCRIPTION`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusMaster {
    address_bits: u8,
    maximum_length: u32,
}

impl BusMaster {
    /// A device that reaches addresses of `address_bits` bits, and transfers at most `maximum_length` bytes at a time.
    ///
    /// # Panics
    /// If there are fewer than 16 or more than 64 bits, or no bytes: in a `const` that is a compile error.
    #[track_caller]
    pub const fn new(address_bits: u8, maximum_length: u32) -> Self {
        assert!(
            address_bits >= 16 && address_bits <= 64,
            "a bus master has 16 to 64 address lines"
        );
        assert!(maximum_length > 0, "a bus master transfers some bytes");
        Self {
            address_bits,
            maximum_length,
        }
    }
}

/// What a device's DMA adapter maps at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DmaAdapter {
    map_registers: u32,
}

impl DmaAdapter {
    /// How many pages it maps at most (`NumberOfMapRegisters`).
    pub fn map_registers(self) -> u32 {
        self.map_registers
    }

    /// The most bytes that it maps wherever they begin in a page. What is longer goes in parts.
    pub fn longest_transfer(self) -> usize {
        (self.map_registers as usize).saturating_sub(1) * ffi::PAGE_SIZE + 1
    }
}

/// Why there is no DMA adapter, or no shared memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommonBufferError {
    /// The layout is empty, or 4 GiB or more.
    Size,
    /// This start has a DMA adapter of another description already.
    OtherAdapter,
    /// The system has no DMA adapter for the device.
    NoAdapter,
    /// There is not enough memory that the device can reach.
    NoMemory,
}

impl fmt::Display for CommonBufferError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Size => "shared memory has some bytes, and less than 4 GiB",
            Self::OtherAdapter => "a device has one description of its DMA",
            Self::NoAdapter => "the system has no DMA adapter for the device",
            Self::NoMemory => "there is not enough memory that the device can reach",
        })
    }
}

impl From<CommonBufferError> for NtStatus {
    fn from(error: CommonBufferError) -> Self {
        match error {
            CommonBufferError::Size | CommonBufferError::OtherAdapter => Self::INVALID_PARAMETER,
            CommonBufferError::NoAdapter | CommonBufferError::NoMemory => {
                Self::INSUFFICIENT_RESOURCES
            }
        }
    }
}

impl Kept {
    /// Gives the DMA adapter back.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; its memory has been freed.
    pub(crate) unsafe fn release_dma(&self) {
        self.master.set(None);
        let adapter = self.dma.replace(core::ptr::null_mut());
        if !adapter.is_null() {
            // SAFETY: the caller's word; the adapter is given back once.
            unsafe {
                if let Some(put) = (*(*adapter).DmaOperations).PutDmaAdapter {
                    put(adapter);
                }
            }
        }
    }
}

impl<E: WdmExtension> Storage<E> {
    /// The DMA adapter of the device.
    fn dma_adapter(&self, master: BusMaster) -> Result<ffi::PDMA_ADAPTER, CommonBufferError> {
        let kept = &self.kept;
        match kept.master.get() {
            Some(earlier) if earlier != master => return Err(CommonBufferError::OtherAdapter),
            Some(_) => return Ok(kept.dma.get()),
            None => {}
        }
        // SAFETY: zero is a value of the structure.
        let mut description: ffi::DEVICE_DESCRIPTION =
            unsafe { MaybeUninit::zeroed().assume_init() };
        description.Version = ffi::DEVICE_DESCRIPTION_VERSION3;
        description.Master = ffi::TRUE;
        description.ScatterGather = ffi::TRUE;
        description.Dma32BitAddresses = ffi::TRUE;
        description.Dma64BitAddresses = (master.address_bits > 32).into();
        description.InterfaceType = ffi::InterfaceTypeUndefined;
        description.MaximumLength = master.maximum_length;
        description.DmaAddressWidth = master.address_bits.into();
        let mut registers = 0;
        // SAFETY: PASSIVE_LEVEL: this is asked for while the device is started.
        let adapter = unsafe {
            ffi::IoGetDmaAdapter(
                kept.physical.get(),
                &raw mut description,
                &raw mut registers,
            )
        };
        if adapter.is_null() {
            return Err(CommonBufferError::NoAdapter);
        }
        kept.dma.set(adapter);
        kept.map_registers.set(registers);
        kept.master.set(Some(master));
        Ok(adapter)
    }
}

impl<E: WdmExtension> Context<'_, E, scope::Start> {
    /// The device's DMA adapter (`IoGetDmaAdapter`), by which [data of IRPs](Context::get_scatter_gather_list) is mapped. A start has one.
    ///
    /// # Errors
    /// [`CommonBufferError::OtherAdapter`], [`CommonBufferError::NoAdapter`].
    pub fn dma_adapter(&mut self, master: BusMaster) -> Result<DmaAdapter, CommonBufferError> {
        self.storage().dma_adapter(master)?;
        Ok(DmaAdapter {
            map_registers: self.storage().kept.map_registers.get(),
        })
    }

    /// Allocates memory for `layout`, all zero, which the device can reach (`AllocateCommonBuffer`). It is freed when it is dropped, with the
    /// hardware.
    ///
    /// # Errors
    /// [`CommonBufferError`].
    pub fn allocate_common_buffer(
        &mut self,
        master: BusMaster,
        layout: &DmaLayout,
    ) -> Result<DmaMemory, CommonBufferError> {
        if layout.bytes() == 0 {
            return Err(CommonBufferError::Size);
        }
        let bytes = layout
            .bytes()
            .checked_add(layout.alignment())
            .ok_or(CommonBufferError::Size)?;
        let length = u32::try_from(bytes).map_err(|_| CommonBufferError::Size)?;
        let adapter = self.storage().dma_adapter(master)?;
        let mut logical = PhysicalAddress::new(0).into();
        // SAFETY: PASSIVE_LEVEL; the adapter is the device's.
        let base = unsafe {
            (*(*adapter).DmaOperations)
                .AllocateCommonBuffer
                .map_or(core::ptr::null_mut(), |allocate| {
                    allocate(adapter, length, &raw mut logical, ffi::TRUE)
                })
        };
        let base = NonNull::new(base.cast::<u8>()).ok_or(CommonBufferError::NoMemory)?;
        let physical = PhysicalAddress::from(logical);
        let allocation = Allocation {
            owner: adapter.cast(),
            base,
            bytes,
            cache: ffi::TRUE.into(),
            physical,
            free,
        };
        #[allow(
            clippy::cast_possible_truncation,
            reason = "only the lowest bits count"
        )]
        let skipped = physical.get().wrapping_neg() as usize & (layout.alignment() - 1);
        // SAFETY: fewer than `alignment` bytes are skipped, which were added. Common buffers begin at a page, for the processor and for the
        // device alike.
        unsafe {
            let memory = DmaMemory::new(
                base.add(skipped),
                access::adapter(core::ptr::null_mut()),
                physical.add(skipped as u64),
                layout.bytes(),
                Some(allocation),
            );
            memory.clear();
            Ok(memory)
        }
    }
}

/// `FreeCommonBuffer`.
///
/// # Safety
/// As [`Allocation::free`]: `PASSIVE_LEVEL`, because hardware is dropped there, and what `start` does not want, which acquires no lock.
unsafe fn free(memory: &Allocation) {
    let adapter: ffi::PDMA_ADAPTER = memory.owner.cast();
    #[allow(clippy::cast_possible_truncation, reason = "it was a u32")]
    let length = memory.bytes as u32;
    // SAFETY: the caller's word; the numbers are those of the allocation.
    unsafe {
        if let Some(free) = (*(*adapter).DmaOperations).FreeCommonBuffer {
            free(
                adapter,
                length,
                memory.physical.into(),
                memory.base.as_ptr().cast(),
                ffi::TRUE,
            );
        }
    }
}
