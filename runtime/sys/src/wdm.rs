//! What drivers use of wdm.h: base types and constants of all, and the world of the I/O manager for WDM drivers.
//!
//! A structure inside of another has the outer one's name and its field's: `IRP_Tail_Overlay` is the type of `Tail.Overlay` of
//! an `IRP`. A union that has no name in the header is a field `u`, or the one member that drivers use. Where the header aligns a
//! field more than its type, the bytes before it are a field `Padding`.

mod callbacks;
mod constants;
mod dispatcher;
mod dma;
mod dma_operations;
mod dma_routines;
mod dma_routines_v3;
mod driver;
mod enums;
mod imports;
mod inline;
mod interrupt;
mod irp;
mod object_constants;
mod opaque;
mod pnp;
mod pnp_enums;
mod queue;
mod registry;
mod requests;
mod requirements;
mod resources;
mod stack;
mod status;
mod types;

pub use callbacks::*;
pub use constants::*;
pub use dispatcher::*;
pub use dma::*;
pub use dma_operations::*;
pub use dma_routines::*;
pub use dma_routines_v3::*;
pub use driver::*;
pub use enums::*;
pub use imports::*;
pub use inline::*;
pub use interrupt::*;
pub use irp::*;
pub use object_constants::*;
pub use opaque::*;
pub use pnp::*;
pub use pnp_enums::*;
pub use queue::*;
pub use registry::*;
pub use requests::*;
pub use requirements::*;
pub use resources::*;
pub use stack::*;
pub use status::*;
pub use types::*;
