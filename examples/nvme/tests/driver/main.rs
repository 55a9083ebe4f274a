//! The whole driver under the simulator: every command, both forms of requests, both block sizes, every kind of interrupts, on
//! a controller in this process and on that of QEMU; and what goes wrong: errors, late commands, resets, removal.

mod commands;
mod direction;
mod dump;
mod errors;
mod fixture;
mod inquiry;
mod interrupts;
mod lengths;
mod life;
mod limits;
mod metadata;
mod namespaces;
mod provisioning;
mod qemu;
mod random;
mod senses;
mod shortage;
mod shutdown;
mod silence;
mod stopped;
mod timeouts;
mod transfer;
