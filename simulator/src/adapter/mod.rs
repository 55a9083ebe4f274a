//! Adapters: one device extension each, with its units, requests, locks and deferred objects.

pub(crate) mod configuration;
mod control;
pub(crate) mod deferred;
mod handle;
mod locks;
mod options;
mod queue;
mod removal;
mod start;
pub(crate) mod state;
pub(crate) mod unit;

pub use configuration::SrbForm;
pub use handle::{Adapter, PowerState};
pub use options::{AdapterOptions, RegistryValue};
