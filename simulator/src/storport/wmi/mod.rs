//! WMI above a miniport: what the kernel's WMI and Storport do with its blocks. Requests come as `SRB_FUNCTION_WMI`, and a test is the tool
//! that asks.
//!
//! Windows asks for registration when an adapter has started; here a test says when. How large a buffer is at first, the seed decides.

mod check;
mod exchange;
mod heard;
mod node;
mod registered;

pub use exchange::WmiError;
pub use heard::WmiEvent;
pub use registered::WmiBlock;

pub(crate) use registered::Provided;
