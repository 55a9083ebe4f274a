//! What a driver asks of Storport through its context, by theme.

pub(crate) mod address;
mod debug;
mod notify;
mod queue;
mod time;

pub use debug::DebugText;
pub use notify::AsyncNotification;
