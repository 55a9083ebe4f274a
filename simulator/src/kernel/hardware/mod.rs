//! Hardware as the kernel sees it: PCI functions on the machine's bus, with their registers, DMA and interrupts.
//!
//! A function's device is a [`Device`](crate::device::Device), the only thing of that room that is used here. The driver's
//! handlers are handed down ([`function::Handlers`]) and run under the interrupt locks.

mod bus;
mod config;
mod connect;
mod enumerate;
pub(crate) mod function;
mod interrupts;
pub(crate) mod options;
mod pci;
mod power;
pub(crate) mod registers;
pub(crate) mod space;
