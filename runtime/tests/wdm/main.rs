//! A WDM driver in safe Rust under the simulated I/O manager.
#![forbid(unsafe_code)]
#![allow(missing_docs, clippy::unnecessary_wraps, reason = "tests")]

mod cleanup;
mod depot;
mod direct;
mod filter;
mod forwarding;
mod hoard;
mod queues;
mod requests;
mod roles;
mod trace;
