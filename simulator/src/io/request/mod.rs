//! Requests of applications: handles are opened and closed, data is read and written, devices are controlled.

mod buffer;
mod issue;
pub(crate) mod open;
pub(crate) mod pending;
