//! The controller, driven by a small host through the device interface.

mod admin;
mod backings;
pub mod entry;
mod events;
mod faults;
mod fuzz;
pub mod host;
mod interrupts;
mod io;
mod life;
mod limits;
mod prps;
mod qemu;
mod queues;
pub mod requests;
mod rings;
