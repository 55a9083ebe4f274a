//! [`PhysicalAddress`]: where something is for the device.

use core::fmt;

use super::dma::DmaValue;
use super::register::RegisterValue;
use crate::ffi;

/// An address as the device sees it (`STOR_PHYSICAL_ADDRESS`). A number: only the device follows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct PhysicalAddress(u64);

/// Bytes that lie together for the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhysicalRange {
    /// The first byte.
    pub start: PhysicalAddress,
    /// How many bytes.
    pub length: usize,
}

impl PhysicalAddress {
    /// The address with this number.
    pub const fn new(address: u64) -> Self {
        Self(address)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The address `bytes` further on.
    #[must_use]
    pub const fn add(self, bytes: u64) -> Self {
        Self(self.0.wrapping_add(bytes))
    }

    /// It is a multiple of `alignment`.
    pub const fn is_aligned_to(self, alignment: u64) -> bool {
        self.0.is_multiple_of(alignment)
    }
}

impl From<ffi::PHYSICAL_ADDRESS> for PhysicalAddress {
    fn from(address: ffi::PHYSICAL_ADDRESS) -> Self {
        Self(ffi::quad(address).cast_unsigned())
    }
}

impl From<PhysicalAddress> for ffi::PHYSICAL_ADDRESS {
    fn from(address: PhysicalAddress) -> Self {
        Self {
            QuadPart: address.0.cast_signed(),
        }
    }
}

impl From<PhysicalAddress> for u64 {
    fn from(address: PhysicalAddress) -> Self {
        address.0
    }
}

#[diagnostic::do_not_recommend]
impl RegisterValue for PhysicalAddress {
    type Raw = u64;
    fn from_raw(raw: u64) -> Self {
        Self(raw)
    }
    fn into_raw(self) -> u64 {
        self.0
    }
}

#[diagnostic::do_not_recommend]
impl DmaValue for PhysicalAddress {
    type Words = u64;
    fn from_words(words: u64) -> Self {
        Self(words)
    }
    fn into_words(self) -> u64 {
        self.0
    }
}

impl fmt::Debug for PhysicalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhysicalAddress({:#x})", self.0)
    }
}
