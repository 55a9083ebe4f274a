//! Drivers written as in C, on the simulator: what it does for them, and what it sees.
#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::pedantic,
    missing_docs,
    non_upper_case_globals,
    reason = "the drivers are written as in C"
)]

mod control;
mod ends;
mod hardware;
mod hardware_violations;
mod idle;
mod last_words;
mod load;
mod machine_parts;
mod races;
mod ramdisk;
mod raw;
mod requests;
mod violations;
