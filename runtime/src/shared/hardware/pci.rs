//! [`PciConfiguration`]: the configuration space of a device's PCI function.

use core::fmt;

/// The first 256 bytes of the configuration space, as they were read (`StorPortGetBusData`, `IRP_MN_READ_CONFIG`). A copy.
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

    /// What was read: the first `length` bytes.
    pub(crate) fn new(bytes: [u8; 256], length: usize) -> Self {
        Self {
            bytes,
            length: length.min(256),
        }
    }

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
