//! The routines as a driver written in C calls them: what they do, what they report, and races over seeds.
#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::pedantic,
    reason = "the drivers are written as in C"
)]

mod bell;
mod bench;
mod dma;
mod dpcs;
mod ends;
mod events;
mod interrupts;
mod locks;
mod memory;
#[cfg(not(windows))]
mod objects;
mod queues;
#[cfg(not(windows))]
mod resources;
mod threads;
mod timers;
