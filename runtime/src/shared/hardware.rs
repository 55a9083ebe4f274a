//! What a driver of real hardware shares with its device: registers, memory, addresses, stalls.

pub(crate) mod access;
pub(crate) mod dma;
pub(crate) mod fact;
mod mmio;
mod pci;
mod physical;
mod register;
mod register_array;
mod stall;

pub use dma::{DmaArray, DmaLayout, DmaMemory, DmaRange, DmaValue, DmaWords};
pub use mmio::Mmio;
pub use pci::{PciConfiguration, PciValue};
pub use physical::{PhysicalAddress, PhysicalRange};
pub use register::{
    Access, RawRegister, ReadOnly, ReadWrite, Readable, Register, RegisterBlock, RegisterValue,
    Writable, WriteOnly,
};
pub use register_array::RegisterArray;
pub use stall::Microseconds;
