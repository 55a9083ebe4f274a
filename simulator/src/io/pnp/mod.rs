//! The plug and play manager: devices come, are stopped and started, and go, by the sequences of IRPs that the documentation has.

mod add;
mod check;
pub(crate) mod node;
mod query;
mod remove;
pub(super) mod send;
mod start;
pub(crate) mod usage;
