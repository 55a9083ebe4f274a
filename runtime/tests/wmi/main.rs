//! WMI: blocks are registered, queried, changed and acted on, and events told of, by a driver in safe Rust; the simulator is the tool that
//! asks.

#[macro_use]
#[path = "../support/callbacks.rs"]
mod callbacks;
mod driver;
mod wmi;
