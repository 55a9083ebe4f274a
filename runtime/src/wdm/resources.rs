//! [`Resources`]: what the system assigned to a device, and mapping its registers.

use core::cell::Cell;
use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;

use super::extension::{Kept, WdmExtension};
use super::ports::IoPorts;
use super::scope;
use crate::ffi::{self, CM_PARTIAL_RESOURCE_DESCRIPTOR};
use crate::shared::context::Context;
use crate::shared::hardware::{Mmio, PhysicalAddress, RegisterBlock};

/// The translated resources of `IRP_MN_START_DEVICE` (`AllocatedResourcesTranslated`).
#[derive(Clone, Copy)]
pub struct Resources<'a> {
    list: ffi::PCM_RESOURCE_LIST,
    mappings: &'a Mappings,
    request: PhantomData<&'a ()>,
}

/// A range of registers in memory space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryRange {
    /// Where it begins.
    pub start: PhysicalAddress,
    /// Bytes.
    pub length: u64,
}

/// A range of I/O ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortRange {
    /// The number of the first port.
    pub start: u64,
    /// How many ports.
    pub length: u64,
}

/// Why a range cannot be mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapRangeError {
    /// The device has no range with this index.
    NoRange,
    /// The range has fewer bytes than [`RegisterBlock::SIZE`].
    TooSmall {
        /// Bytes that the block needs.
        needed: usize,
        /// Bytes of the range.
        found: u64,
    },
    /// One start maps at most 16 ranges.
    TooMany,
    /// `MmMapIoSpaceEx` answered NULL.
    Refused,
}

impl fmt::Display for MapRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRange => f.write_str("the device has no such range of registers"),
            Self::TooSmall { needed, found } => {
                write!(f, "{needed} bytes of registers in a range of {found} bytes")
            }
            Self::TooMany => f.write_str("more than 16 mappings"),
            Self::Refused => f.write_str("MmMapIoSpaceEx answered NULL"),
        }
    }
}

impl From<MapRangeError> for super::status::NtStatus {
    fn from(error: MapRangeError) -> Self {
        match error {
            MapRangeError::Refused => Self::INSUFFICIENT_RESOURCES,
            _ => Self::DEVICE_CONFIGURATION_ERROR,
        }
    }
}

/// What one start has mapped. It is unmapped when the hardware is dropped.
#[derive(Debug, Default)]
pub(crate) struct Mappings([Cell<Mapping>; 16]);

/// Where a mapping begins, and how many bytes it has; or a place for one.
type Mapping = Option<(NonNull<u8>, usize)>;

impl Kept {
    /// What this start has mapped.
    pub(crate) fn mappings(&self) -> &Mappings {
        &self.mapped
    }

    /// Unmaps everything.
    ///
    /// # Safety
    /// Nothing uses the mappings any more; up to `DISPATCH_LEVEL`.
    pub(crate) unsafe fn release_mappings(&self) {
        for place in &self.mapped.0 {
            if let Some((base, length)) = place.take() {
                // SAFETY: the caller's word; the numbers are those of the mapping.
                unsafe { ffi::MmUnmapIoSpace(base.as_ptr().cast(), length) };
            }
        }
    }
}

impl<'a> Resources<'a> {
    /// # Safety
    /// `list` is that of the `IRP_MN_START_DEVICE` in progress, or null, during `'a`.
    pub(crate) unsafe fn new(list: ffi::PCM_RESOURCE_LIST, mappings: &'a Mappings) -> Self {
        Self {
            list,
            mappings,
            request: PhantomData,
        }
    }

    /// The descriptors. A function driver has one full descriptor.
    fn descriptors(&self) -> impl Iterator<Item = CM_PARTIAL_RESOURCE_DESCRIPTOR> + 'a {
        let list = self.list;
        let (first, count) = if list.is_null() {
            (core::ptr::null(), 0)
        } else {
            // SAFETY: the list is valid during 'a (`new`). It is packed, so that fields are read where they lie.
            unsafe {
                let full = &raw const (*list).List[0];
                let partial = &raw const (*full).PartialResourceList;
                let count = (&raw const (*partial).Count).read_unaligned();
                let none = (&raw const (*list).Count).read_unaligned() == 0;
                (
                    (&raw const (*partial).PartialDescriptors)
                        .cast::<CM_PARTIAL_RESOURCE_DESCRIPTOR>(),
                    if none { 0 } else { count as usize },
                )
            }
        };
        // SAFETY: there are `count` descriptors, one behind the other.
        (0..count).map(move |index| unsafe { first.add(index).read_unaligned() })
    }

    /// The ranges of registers in memory space. For a PCI function that is the order of its base address registers, without those that
    /// are not used.
    pub fn memory(&self) -> impl Iterator<Item = MemoryRange> + 'a {
        self.descriptors().filter_map(memory)
    }

    /// The ranges of I/O ports. What is in I/O space for the device and in memory space for the processor is among [`memory`](Self::memory).
    pub fn ports(&self) -> impl Iterator<Item = PortRange> + 'a {
        self.descriptors().filter_map(ports)
    }

    /// How many interrupt messages, or lines, the device has.
    pub fn interrupts(&self) -> usize {
        self.descriptors()
            .filter(|descriptor| descriptor.Type == ffi::CmResourceTypeInterrupt)
            .count()
    }
}

/// The range of a descriptor, if it is one of memory. Large ones count in units of 256 bytes, 64 KiB or 4 GiB.
fn memory(descriptor: CM_PARTIAL_RESOURCE_DESCRIPTOR) -> Option<MemoryRange> {
    let flags = descriptor.Flags;
    // SAFETY: the type and the flags say which arm is valid.
    let (start, length) = unsafe {
        match descriptor.Type {
            ffi::CmResourceTypeMemory => {
                let memory = descriptor.u.Memory;
                (memory.Start, u64::from(memory.Length))
            }
            ffi::CmResourceTypeMemoryLarge if flags & ffi::CM_RESOURCE_MEMORY_LARGE_40 != 0 => {
                let memory = descriptor.u.Memory40;
                (memory.Start, u64::from(memory.Length40) << 8)
            }
            ffi::CmResourceTypeMemoryLarge if flags & ffi::CM_RESOURCE_MEMORY_LARGE_48 != 0 => {
                let memory = descriptor.u.Memory48;
                (memory.Start, u64::from(memory.Length48) << 16)
            }
            ffi::CmResourceTypeMemoryLarge if flags & ffi::CM_RESOURCE_MEMORY_LARGE_64 != 0 => {
                let memory = descriptor.u.Memory64;
                (memory.Start, u64::from(memory.Length64) << 32)
            }
            _ => return None,
        }
    };
    Some(MemoryRange {
        start: PhysicalAddress::from(start),
        length,
    })
}

/// The range of a descriptor, if it is one of ports.
fn ports(descriptor: CM_PARTIAL_RESOURCE_DESCRIPTOR) -> Option<PortRange> {
    if descriptor.Type != ffi::CmResourceTypePort {
        return None;
    }
    // SAFETY: the type says which arm is valid.
    let port = unsafe { descriptor.u.Port };
    Some(PortRange {
        start: PhysicalAddress::from(port.Start).get(),
        length: port.Length.into(),
    })
}

impl Resources<'_> {
    /// The ports of range `index` of [`Resources::ports`] as the registers `R`. Ports are not mapped: they are the device's while it is started.
    ///
    /// # Errors
    /// [`MapRangeError`].
    pub fn map_ports<E: WdmExtension, R: RegisterBlock>(
        &self,
        _cx: &mut Context<'_, E, scope::Start>,
        index: usize,
    ) -> Result<IoPorts<R>, MapRangeError> {
        let range = self.ports().nth(index).ok_or(MapRangeError::NoRange)?;
        if range.length < R::SIZE as u64 {
            return Err(MapRangeError::TooSmall {
                needed: R::SIZE,
                found: range.length,
            });
        }
        let first = u16::try_from(range.start).map_err(|_| MapRangeError::Refused)?;
        // SAFETY: the range has `R::SIZE` ports, and is the device's as long as its hardware is there, whose part this can only become.
        Ok(unsafe { IoPorts::new(first.into()) })
    }

    /// Maps range `index` of [`Resources::memory`] as the registers `R` (`MmMapIoSpaceEx`). It stays mapped until the hardware is dropped.
    ///
    /// # Errors
    /// [`MapRangeError`].
    pub fn map_registers<E: WdmExtension, R: RegisterBlock>(
        &self,
        _cx: &mut Context<'_, E, scope::Start>,
        index: usize,
    ) -> Result<Mmio<R>, MapRangeError> {
        let range = self.memory().nth(index).ok_or(MapRangeError::NoRange)?;
        if range.length < R::SIZE as u64 {
            return Err(MapRangeError::TooSmall {
                needed: R::SIZE,
                found: range.length,
            });
        }
        let place = self
            .mappings
            .0
            .iter()
            .find(|place| place.get().is_none())
            .ok_or(MapRangeError::TooMany)?;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "addresses have 64 bits, and the range was assigned"
        )]
        let length = range.length as usize;
        // SAFETY: PASSIVE_LEVEL; the range is one that was assigned to the device.
        let base = unsafe {
            ffi::MmMapIoSpaceEx(
                range.start.into(),
                length,
                ffi::PAGE_READWRITE | ffi::PAGE_NOCACHE,
            )
        };
        let base = NonNull::new(base.cast::<u8>()).ok_or(MapRangeError::Refused)?;
        place.set(Some((base, length)));
        // Base address registers are aligned to 16 bytes, and mappings keep that; `Mmio` rests on it.
        if !base.addr().get().is_multiple_of(8) {
            return Err(MapRangeError::Refused);
        }
        // SAFETY: the range has `R::SIZE` bytes, and stays mapped as long as the hardware, whose part this can only become.
        Ok(unsafe { Mmio::new(base, core::ptr::null_mut()) })
    }
}

impl fmt::Debug for Resources<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.memory()).finish()
    }
}
