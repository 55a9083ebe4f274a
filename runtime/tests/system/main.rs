//! What a driver asks the system around it, and tells it: the routines reach Storport, and its answers the driver.

#[macro_use]
#[path = "../support/callbacks.rs"]
mod callbacks;
mod driver;
mod events;
mod physical;
mod power;
mod processors;
mod registry;
mod time;
