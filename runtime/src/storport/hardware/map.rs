//! Mapping: from the ranges that Storport assigned to the adapter to [`Mmio`] and [`Ports`]. Only in find-adapter.

use core::fmt;
use core::ptr::NonNull;

use super::ports::Ports;
use crate::config::PortConfiguration;
use crate::ffi;
use crate::kind::HasHardware;
use crate::scope::{Finding, Scope};
use crate::shared::context::Context;
use crate::shared::hardware::Mmio;
use crate::shared::hardware::PhysicalAddress;
use crate::shared::hardware::RegisterBlock;
use crate::storport::extension::DeviceExtension;

/// A range of registers or ports that the system assigned to the adapter (`ACCESS_RANGE`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessRange {
    /// Where it begins, as the bus sees it.
    pub start: PhysicalAddress,
    /// Bytes.
    pub length: u32,
    /// It is in memory space, not in I/O space.
    pub in_memory: bool,
}

/// Why a range cannot be mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapError {
    /// The adapter has no range with this index.
    NoRange,
    /// The range has fewer bytes than [`RegisterBlock::SIZE`].
    TooSmall {
        /// Bytes that the block needs.
        needed: usize,
        /// Bytes of the range.
        found: u32,
    },
    /// The range is in I/O space: use [`Context::map_ports`](crate::Context::map_ports).
    NotMemory,
    /// The range is in memory space: use [`Context::map_registers`](crate::Context::map_registers).
    NotPorts,
    /// One find-adapter maps at most 16 ranges.
    TooMany,
    /// `StorPortGetDeviceBase` answered NULL.
    Refused,
}

impl fmt::Display for MapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRange => f.write_str("the adapter has no such access range"),
            Self::TooSmall { needed, found } => {
                write!(f, "{needed} bytes of registers in a range of {found} bytes")
            }
            Self::NotMemory => f.write_str("the range is in I/O space"),
            Self::NotPorts => f.write_str("the range is in memory space"),
            Self::TooMany => f.write_str("more than 16 mappings"),
            Self::Refused => f.write_str("StorPortGetDeviceBase answered NULL"),
        }
    }
}

/// What one find-adapter call has mapped.
///
/// If it finds no adapter, all of it is unmapped before the call returns: `StorPortFreeDeviceBase` is allowed nowhere else.
/// Otherwise Storport unmaps it when the adapter is removed.
#[derive(Debug, Default)]
pub(crate) struct Mapped {
    bases: [Option<NonNull<u8>>; 16],
}

impl Mapped {
    /// Unmaps everything.
    ///
    /// # Safety
    /// This is the find-adapter call that mapped it, and nothing uses the mappings any more.
    pub(crate) unsafe fn unmap(self, device_extension: ffi::PVOID) {
        for base in self.bases.into_iter().flatten() {
            // SAFETY: the caller's word; the address is one of `StorPortGetDeviceBase`.
            unsafe { ffi::StorPortFreeDeviceBase(device_extension, base.as_ptr().cast()) };
        }
    }
}

impl PortConfiguration<'_> {
    /// The ranges that the system assigned to the adapter. For a PCI function that is the order of its base address
    /// registers, without those that are not used.
    pub fn access_ranges(&self) -> impl Iterator<Item = AccessRange> + '_ {
        (0..)
            .map_while(|index| self.access_range(index))
            .filter(|range| range.length > 0)
    }

    /// Access range `index` (`AccessRanges`); `None` if there are not so many.
    pub fn access_range(&self, index: usize) -> Option<AccessRange> {
        let raw = self.raw();
        if index >= raw.NumberOfAccessRanges as usize || raw.AccessRanges.is_null() {
            return None;
        }
        // SAFETY: the array has `NumberOfAccessRanges` elements (PORT_CONFIGURATION_INFORMATION).
        let range = unsafe {
            raw.AccessRanges
                .cast::<ffi::ACCESS_RANGE>()
                .add(index)
                .read()
        };
        Some(AccessRange {
            start: range.RangeStart.into(),
            length: range.RangeLength,
            in_memory: range.RangeInMemory != 0,
        })
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Maps access range `index` as the registers `R` (`StorPortGetDeviceBase`).
    ///
    /// Only here, and only a range that was assigned. It stays mapped until the adapter is removed; if this find-adapter
    /// call ends without an adapter, it is unmapped right then (`StorPortFreeDeviceBase`).
    ///
    /// # Errors
    /// [`MapError`].
    pub fn map_registers<R: RegisterBlock>(
        &mut self,
        config: &mut PortConfiguration<'_>,
        index: usize,
    ) -> Result<Mmio<R>, MapError>
    where
        S: Finding,
        E::Kind: HasHardware,
    {
        // SAFETY: this is find-adapter.
        unsafe { map_registers(self.device_extension(), config, index) }
    }

    /// Maps access range `index` as the I/O ports `R` (`StorPortGetDeviceBase`). See [`Self::map_registers`].
    ///
    /// # Errors
    /// [`MapError`].
    pub fn map_ports<R: RegisterBlock>(
        &mut self,
        config: &mut PortConfiguration<'_>,
        index: usize,
    ) -> Result<Ports<R>, MapError>
    where
        S: Finding,
        E::Kind: HasHardware,
    {
        // SAFETY: this is find-adapter.
        unsafe { map_ports(self.device_extension(), config, index) }
    }
}

/// Maps registers.
///
/// # Safety
/// This is the find-adapter call of the adapter with this extension that has `config`.
pub(crate) unsafe fn map_registers<R: RegisterBlock>(
    device_extension: ffi::PVOID,
    config: &mut PortConfiguration<'_>,
    index: usize,
) -> Result<Mmio<R>, MapError> {
    // SAFETY: the caller's word. The range has `R::SIZE` bytes (checked in `map`) and stays mapped as long as the extension can be used.
    unsafe {
        let base = map(device_extension, config, index, true, R::SIZE)?;
        Ok(Mmio::new(base, device_extension))
    }
}

/// Maps I/O ports.
///
/// # Safety
/// As [`map_registers`].
pub(crate) unsafe fn map_ports<R: RegisterBlock>(
    device_extension: ffi::PVOID,
    config: &mut PortConfiguration<'_>,
    index: usize,
) -> Result<Ports<R>, MapError> {
    // SAFETY: as above.
    unsafe {
        let base = map(device_extension, config, index, false, R::SIZE)?;
        Ok(Ports::new(base, device_extension))
    }
}

/// # Safety
/// As [`map_registers`].
unsafe fn map(
    device_extension: ffi::PVOID,
    config: &mut PortConfiguration<'_>,
    index: usize,
    in_memory: bool,
    needed: usize,
) -> Result<NonNull<u8>, MapError> {
    let range = config
        .access_range(index)
        .filter(|range| range.length > 0)
        .ok_or(MapError::NoRange)?;
    match (in_memory, range.in_memory) {
        (true, false) => return Err(MapError::NotMemory),
        (false, true) => return Err(MapError::NotPorts),
        _ => {}
    }
    if (range.length as usize) < needed {
        return Err(MapError::TooSmall {
            needed,
            found: range.length,
        });
    }
    let (bus_type, bus) = (
        config.raw().AdapterInterfaceType,
        config.raw().SystemIoBusNumber,
    );
    let free = config
        .mapped()
        .bases
        .iter_mut()
        .find(|base| base.is_none())
        .ok_or(MapError::TooMany)?;
    // SAFETY: the caller's word: this is find-adapter; the range is one that was assigned to the adapter.
    let base = unsafe {
        ffi::StorPortGetDeviceBase(
            device_extension,
            bus_type,
            bus,
            range.start.into(),
            range.length,
            (!in_memory).into(),
        )
    };
    *free = NonNull::new(base.cast::<u8>());
    // Base address registers are aligned to 16 bytes, and mappings keep that; `Mmio` rests on it.
    free.filter(|base| !in_memory || base.addr().get().is_multiple_of(8))
        .ok_or(MapError::Refused)
}
