//! A WDM driver in safe Rust under the simulated I/O manager.
#![forbid(unsafe_code)]
#![allow(missing_docs, clippy::unnecessary_wraps, reason = "tests")]

mod answers;
mod caches;
mod claims;
mod cleanup;
mod clock;
mod depot;
mod direct;
mod elevator;
mod errand;
mod filter;
mod forwarding;
mod hoard;
mod hungry;
mod life;
mod manners;
mod overlap;
mod panel;
mod power;
mod queues;
mod refusals;
mod requests;
mod retry;
mod ring;
mod roles;
mod scanner;
mod settings;
mod shortage;
mod sleep;
mod sleeper;
mod sorter;
mod tape;
mod trace;
