//! The machine's physical memory: what devices reach, page by page.
//!
//! A driver gets virtual addresses, a device physical ones, and the two have nothing to do with each other: pages that lie
//! together for the driver are scattered for the device, unless the driver asked for contiguous memory. Devices may reach
//! only what is open for them, as behind an IOMMU: common buffers always, the memory of a request while the driver has it.

mod arena;
mod frames;
mod memory;
mod page;
mod pages;
mod region;

pub use arena::Ram;
pub(crate) use frames::Placement;
pub(crate) use memory::PhysicalMemory;
pub(crate) use page::{Fault, PAGE};
pub(crate) use pages::Pages;
pub(crate) use region::{Access, COMMON_BUFFER, UNCACHED_EXTENSION};
