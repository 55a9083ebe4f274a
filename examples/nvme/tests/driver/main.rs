//! The whole driver under the simulator: every command, both forms of requests, both block sizes, every kind of interrupts, on
//! a controller in this process and on that of QEMU; and what goes wrong: errors, late commands, resets, removal.

mod commands;
mod dump;
mod errors;
mod fixture;
mod interrupts;
mod life;
mod namespaces;
mod provisioning;
mod qemu;
mod random;
mod shortage;
mod timeouts;
mod transfer;
