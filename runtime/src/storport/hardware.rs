//! What only a driver of real hardware needs: registers, I/O ports, PCI configuration, memory that the device and the
//! processor share, interrupt messages, and what Storport can be asked to do for speed.
//!
//! - [`Mmio`], [`Register`]: device registers; [`Ports`]: I/O ports; [`PciConfiguration`].
//! - [`DmaMemory`], [`DmaLayout`]: the uncached extension and DMA memory; [`ScatterGatherList`], [`PhysicalAddress`];
//!   [`HostMemoryBuffer`], which the device has for itself.
//! - [`Message`], [`ByMessage`]: message-signaled interrupts and the data of each message.
//! - [`PerfOptions`]: concurrent channels and redirection; [`Microseconds`]: stalls.
//!
//! A virtual miniport compiles without any of it.
//!
//! Mappings and shared memory end with their adapter, and so must [`Mmio`], [`Ports`] and [`DmaMemory`]: keep them in the device
//! extension only. A `static` cannot have one. In a kernel build that is all there is; in a host build the standard library's
//! `thread_local!` can keep one, and what lives there is outside of what the types promise: the simulator reports a late access
//! to a register as a violation, but a late access to shared memory finds memory that was freed.

mod allocate;
mod contiguous;
mod host_memory;
mod map;
mod message;
mod message_lock;
mod pci;
mod perf;
mod ports;
mod reset;
mod scatter_gather;
mod unit;

pub use crate::shared::hardware::*;
pub(crate) use allocate::uncached;
pub use allocate::{DmaAddresses, DmaError};
pub use host_memory::{HostMemoryBuffer, HostMemoryRequest};
pub use map::{AccessRange, MapError};
pub(crate) use map::{Mapped, map_ports, map_registers};
pub(crate) use message::count_messages;
pub use message::{HasMessageLocks, HasMessages, HasNoMessages, Message, MessageInformation};
pub use message_lock::{ByMessage, MessageLock};
pub use perf::{HasConcurrentChannels, HasSingleChannel, PerfError, PerfOptions, Routing};
pub use ports::{PortWidth, Ports};
pub use scatter_gather::ScatterGatherList;
pub use unit::{HasLuExtension, LuExtension};
