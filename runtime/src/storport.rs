//! What is Storport's: requests, the callback roles, registration and configuration, what a driver asks of the port, and the end of
//! an adapter. What any Windows driver needs (contexts, locks, extensions, deferred objects, pool, registers and DMA) stands beside
//! this room, and knows of it only what a lock or a kind of adapter means.

pub mod config;
pub mod control;
pub mod driver;
pub(crate) mod end;
pub mod kind;
pub(crate) mod port;
pub mod role;
pub(crate) mod srb;
