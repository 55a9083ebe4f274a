//! What is Storport's: scopes and locks, requests, the callback roles, deferred objects, registration and configuration, what a driver
//! asks of the port and of its hardware, and the end of an adapter. It uses [`shared`](crate::shared), which knows nothing of it.

pub mod config;
pub mod control;
pub mod deferred;
pub mod driver;
pub mod dump;
pub(crate) mod end;
pub(crate) mod error;
pub mod event;
pub(crate) mod extension;
pub mod hardware;
pub mod kind;
pub mod lock;
mod pool;
pub(crate) mod port;
pub mod power;
pub mod processor;
pub mod registry;
pub mod role;
pub mod scope;
pub(crate) mod service;
pub(crate) mod srb;
pub mod wmi;
