//! Dump mode: one admin and one I/O queue pair of a few entries, polled, in 24 KB of memory.
//!
//! Nothing is taken over from the running system, which may hang with the controller busy: the controller is disabled, which ends
//! what it does, and enabled anew.

mod adapter;
mod execute;
mod find;
mod initialize;
mod memory;
mod queue;
mod request;

pub use self::adapter::DumpAdapter;
pub use self::find::find_dump;
pub use self::initialize::initialize_dump;
pub use self::request::{poll_dump, start_dump};
