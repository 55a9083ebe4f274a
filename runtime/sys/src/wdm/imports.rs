//! Routines that ntoskrnl.exe and hal.dll export for WDM drivers (wdm.h), by what they are for.

mod debug;
mod deferred;
mod device;
mod interrupt;
mod lock;
mod memory;
mod power;
mod queue;
#[cfg(not(kernel))]
mod register;
mod registry;
mod request;
mod wait;

pub use debug::*;
pub use deferred::*;
pub use device::*;
pub use interrupt::*;
pub use lock::*;
pub use memory::*;
pub use power::*;
pub use queue::*;
#[cfg(not(kernel))]
pub use register::*;
pub use registry::*;
pub use request::*;
pub use wait::*;
