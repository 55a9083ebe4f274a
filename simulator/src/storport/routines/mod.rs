//! The routines that storport.sys exports, for drivers that are linked with the simulator.
//!
//! A routine is a row in the table of its file and a plain function. Every call goes through [`routine::Call`], which checks
//! the IRQL and the callback, lets virtual time pass, and may let something else run first. Variadic routines are defined
//! with as many words as the longest call has; each argument is cut to its real width by who uses it.

mod adapter;
mod build;
mod bus;
mod changes;
mod deferred;
mod dma;
mod extended;
mod features;
mod host_memory;
mod initialize;
mod lists;
mod locks;
mod log;
mod memory;
mod messages;
mod notification;
mod performance;
pub(crate) mod power;
mod processor;
mod queue;
mod registers;
mod registry;
mod requests;
mod routine;
mod system;
mod timers;
mod trace;
mod wmi;
mod words;

/// The tables of the routines that drivers find here.
#[cfg(any(windows, images, test))]
pub(crate) static EXPORTS: &[&[crate::kernel::export::Export]] = &[
    bus::EXPORTS,
    dma::EXPORTS,
    dma::SHARED,
    extended::EXPORTS,
    super::hooks::ENTRIES,
    initialize::EXPORTS,
    locks::EXPORTS,
    log::EXPORTS,
    notification::EXPORTS,
    queue::EXPORTS,
    registers::EXPORTS,
    registers::READS,
    registers::WRITES,
    registry::EXPORTS,
    requests::DROPPED,
    requests::EXPORTS,
    system::ADDRESSES,
    system::EXPORTS,
];
