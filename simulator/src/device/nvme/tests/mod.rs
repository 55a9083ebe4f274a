//! The controller, driven by a small host through the device interface.

mod admin;
mod backings;
mod entry;
mod events;
mod faults;
mod fuzz;
mod host;
mod interrupts;
mod io;
mod life;
mod prps;
#[cfg(unix)]
mod qemu;
mod queues;
mod requests;
mod rings;
