//! The registry: values that the driver keeps for all its adapters or for one, and those of a device's key.
//!
//! `StorPortRegistryRead` and `StorPortRegistryWrite` work on the one buffer that an adapter can have for it, [`RegistryBuffer`];
//! values of the device's own key ([`Context::read_device_key`](crate::Context::read_device_key)) are read to memory of the driver. Strings are ASCII on the driver's
//! side, as Storport converts them.

mod buffer;
mod data;
mod device_key;

use core::fmt;

pub use buffer::RegistryBuffer;
pub use data::{RegistryData, Strings};

/// For whom a value is kept, below the driver's `Parameters` key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistryKey {
    /// `Parameters\Device`: for all adapters of the driver (`Global`).
    AllAdapters,
    /// `Parameters\Device<n>`, with the number of the adapter's port: for this adapter.
    ThisAdapter,
}

impl RegistryKey {
    fn is_global(self) -> u32 {
        u32::from(self == Self::AllAdapters)
    }
}

/// Why a value was not read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistryError {
    /// There is no buffer: an adapter has one at a time, or memory is short.
    NoBuffer,
    /// The buffer is too short: the value has so many bytes, or 0 if Storport does not say how many.
    TooShort(u32),
    /// There is no such value, or not of this type, or Storport could not read or write it.
    Failed,
    /// What was read is no value of the type: a number of another size, a string that is not ASCII.
    Malformed,
    /// Storport answered with this `STOR_STATUS_*` code.
    Refused(u32),
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBuffer => f.write_str("there is no registry buffer"),
            Self::TooShort(0) => f.write_str("the buffer is too short for the value"),
            Self::TooShort(bytes) => write!(f, "the buffer is too short for {bytes} bytes"),
            Self::Failed => f.write_str("there is no such registry value"),
            Self::Malformed => f.write_str("the registry value is not of its type"),
            Self::Refused(status) => write!(f, "Storport answered {status:#x}"),
        }
    }
}
