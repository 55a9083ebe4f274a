//! Memory that the device and the processor share: the uncached extension, and DMA memory.
//!
//! [`DmaLayout`] says what lies where, [`DmaMemory`] is the memory, [`DmaArray`] a part of it with values of one type,
//! [`DmaValue`] what such a value is.

pub(crate) mod allocation;
mod array;
mod layout;
mod memory;
mod value;

pub use array::DmaArray;
pub use layout::{DmaLayout, DmaRange};
pub use memory::DmaMemory;
pub use value::{DmaValue, DmaWords};
