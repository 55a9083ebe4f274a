//! [`PciConfiguration`]: the configuration space of the adapter's PCI function. Only in find-adapter.

use core::fmt;

use crate::config::PortConfiguration;
use crate::ffi;
use crate::kind::HasHardware;
use crate::scope::{Finding, Scope};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// What `StorPortGetBusData` reads: the first 256 bytes of the configuration space. A copy.
#[derive(Clone)]
pub struct PciConfiguration {
    bytes: [u8; 256],
    length: usize,
}

/// An integer that configuration space holds, lowest byte first: `u8`, `u16`, `u32`.
///
/// Sealed: a driver cannot implement it.
pub trait PciValue: sealed::Sealed + Copy {
    #[doc(hidden)]
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
    #[doc(hidden)]
    fn with_bytes<R>(self, f: impl FnOnce(&mut [u8]) -> R) -> R;
}

macro_rules! values {
    ($($int:ty),+) => {$(
        impl sealed::Sealed for $int {}
        impl PciValue for $int {
            fn from_bytes(bytes: &[u8]) -> Option<Self> {
                bytes.first_chunk().copied().map(Self::from_le_bytes)
            }
            fn with_bytes<R>(self, f: impl FnOnce(&mut [u8]) -> R) -> R {
                f(&mut self.to_le_bytes())
            }
        }
    )+};
}
values!(u8, u16, u32);

impl PciConfiguration {
    const STATUS: usize = 6;
    const STATUS_CAPABILITIES: u16 = 1 << 4;
    const CAPABILITIES: usize = 0x34;

    /// `VendorID`.
    pub fn vendor_id(&self) -> u16 {
        self.read(0).unwrap_or(u16::MAX)
    }

    /// `DeviceID`.
    pub fn device_id(&self) -> u16 {
        self.read(2).unwrap_or(u16::MAX)
    }

    /// `RevisionID`.
    pub fn revision_id(&self) -> u8 {
        self.read(8).unwrap_or_default()
    }

    /// Base class, sub class and programming interface.
    pub fn class(&self) -> (u8, u8, u8) {
        let byte = |offset| self.read(offset).unwrap_or_default();
        (byte(11), byte(10), byte(9))
    }

    /// The integer at `offset`; `None` if it lies outside what was read.
    pub fn read<T: PciValue>(&self, offset: usize) -> Option<T> {
        self.bytes[..self.length]
            .get(offset..)
            .and_then(T::from_bytes)
    }

    /// The offset of the first capability with this ID.
    pub fn capability(&self, id: u8) -> Option<usize> {
        if self.read::<u16>(Self::STATUS)? & Self::STATUS_CAPABILITIES == 0 {
            return None;
        }
        let mut offset = usize::from(self.read::<u8>(Self::CAPABILITIES)? & !3);
        // A list of 4-byte entries in 256 bytes has fewer than 64: a longer one is a circle.
        for _ in 0..64 {
            if offset == 0 {
                return None;
            }
            if self.read::<u8>(offset)? == id {
                return Some(offset);
            }
            offset = usize::from(self.read::<u8>(offset + 1)? & !3);
        }
        None
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Reads the configuration space of the adapter (`StorPortGetBusData`). `None` if there is no such function.
    ///
    /// Only here: the routine's page allows it in no callback that comes later.
    pub fn pci_configuration(&mut self, config: &PortConfiguration<'_>) -> Option<PciConfiguration>
    where
        S: Finding,
        E::Kind: HasHardware,
    {
        let mut bytes = [0; 256];
        // SAFETY: this is find-adapter, and the buffer has as many bytes as it says.
        let length = unsafe {
            ffi::StorPortGetBusData(
                self.device_extension(),
                ffi::PCIConfiguration.cast_unsigned(),
                config.system_io_bus_number(),
                config.slot_number(),
                bytes.as_mut_ptr().cast(),
                256,
            )
        };
        // 0: no bus; 2: no device.
        (length > 2).then(|| PciConfiguration {
            bytes,
            length: bytes.len().min(length as usize),
        })
    }

    /// Writes an integer to configuration space (`StorPortSetBusDataByOffset`); whether it was written.
    pub fn set_pci_configuration<T: PciValue>(
        &mut self,
        config: &PortConfiguration<'_>,
        offset: u32,
        value: T,
    ) -> bool
    where
        S: Finding,
        E::Kind: HasHardware,
    {
        value.with_bytes(|bytes| {
            let Ok(length) = u32::try_from(bytes.len()) else {
                return false;
            };
            // SAFETY: this is find-adapter, and the buffer has as many bytes as it says.
            let written = unsafe {
                ffi::StorPortSetBusDataByOffset(
                    self.device_extension(),
                    ffi::PCIConfiguration.cast_unsigned(),
                    config.system_io_bus_number(),
                    config.slot_number(),
                    bytes.as_mut_ptr().cast(),
                    offset,
                    length,
                )
            };
            written == length
        })
    }
}

impl fmt::Debug for PciConfiguration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PciConfiguration")
            .field("vendor_id", &self.vendor_id())
            .field("device_id", &self.device_id())
            .field("class", &self.class())
            .finish_non_exhaustive()
    }
}

mod sealed {
    pub trait Sealed {}
}

#[cfg(test)]
mod tests {
    use super::PciConfiguration;

    fn space(change: impl FnOnce(&mut [u8; 256])) -> PciConfiguration {
        let mut bytes = [0; 256];
        change(&mut bytes);
        PciConfiguration { bytes, length: 256 }
    }

    #[test]
    fn fields_are_read() {
        let space = space(|bytes| {
            bytes[..12].copy_from_slice(&[0x36, 0x1b, 0x10, 0, 0, 0, 0, 0, 2, 2, 8, 1]);
        });
        assert_eq!((space.vendor_id(), space.device_id()), (0x1b36, 0x10));
        assert_eq!((space.revision_id(), space.class()), (2, (1, 8, 2)));
        assert_eq!(space.read::<u32>(0), Some(0x0010_1b36));
        assert_eq!(space.read::<u32>(253), None);
    }

    #[test]
    fn capabilities_are_found() {
        let list = space(|bytes| {
            bytes[6] = 0x10;
            bytes[0x34] = 0x40;
            bytes[0x40..0x42].copy_from_slice(&[0x11, 0x60]);
            bytes[0x60..0x62].copy_from_slice(&[0x10, 0]);
        });
        assert_eq!(
            (list.capability(0x11), list.capability(0x10)),
            (Some(0x40), Some(0x60))
        );
        assert_eq!(list.capability(1), None);
        assert_eq!(space(|_| ()).capability(0x11), None);
    }

    #[test]
    fn a_circle_of_capabilities_ends() {
        let circle = space(|bytes| {
            bytes[6] = 0x10;
            bytes[0x34] = 0x40;
            bytes[0x41] = 0x40;
        });
        assert_eq!(circle.capability(9), None);
    }
}
