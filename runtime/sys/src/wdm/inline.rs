//! Inline routines and macros of wdm.h, by what they are for.

mod control_code;
mod deferred;
mod lock;
mod memory;
mod request;

pub use control_code::*;
pub use deferred::*;
pub use lock::*;
pub use memory::*;
pub use request::*;
