//! Inline routines over `StorPortExtendedFunction` (storport.h), by theme.

mod adapter;
mod deferred;
mod events;
mod features;
mod lists;
mod memory;
mod power;
mod processor;
mod requests;
mod system;

pub use adapter::*;
pub use deferred::*;
pub use events::*;
pub use features::*;
pub use lists::*;
pub use memory::*;
pub use power::*;
pub use processor::*;
pub use requests::*;
pub use system::*;
