//! Memory that the device and the processor share: the uncached extension, and DMA memory.
//!
//! [`DmaLayout`] says what lies where, [`DmaMemory`] is the memory, [`DmaArray`] a part of it with values of one type,
//! [`DmaValue`] what such a value is.

mod allocate;
mod allocation;
mod array;
mod layout;
mod memory;
mod value;

pub use allocate::{DmaAddresses, DmaError};
pub use array::DmaArray;
pub use layout::{DmaLayout, DmaRange};
pub use memory::DmaMemory;
pub use value::{DmaValue, DmaWords};
