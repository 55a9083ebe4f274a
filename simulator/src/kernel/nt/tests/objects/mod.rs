//! What images import, and nothing in the crate of bindings has.

mod lists;
mod queue;
mod rundown;
mod semaphore;
