//! WDM drivers written as in C, on the simulator: what it does for them, and what it sees.
#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::pedantic,
    missing_docs,
    non_upper_case_globals,
    reason = "the drivers are written as in C"
)]

mod cancel;
mod hardware;
mod life;
mod misdeeds;
mod power;
mod raw;
mod transfers;
