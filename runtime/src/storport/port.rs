//! What a driver asks of Storport through its context, by theme.

mod adapter;
pub(crate) mod address;
mod debug;
mod failure;
mod notify;
mod queue;
pub(crate) mod state_change;
mod time;
mod unit;

pub use adapter::BusType;
pub use debug::print as debug_print;
pub use failure::DeviceFault;
pub use notify::AsyncNotification;
pub use state_change::{DetectStateChange, HandledChange, StateChange, StateChangeError};
pub use time::{DpcWatchdog, PerformanceCounter};
pub use unit::{DeviceOperation, FailedDevice, UnitAttributes};
