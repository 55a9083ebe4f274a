//! Storport, the port driver: the life of an adapter, its requests and their recovery, its units, the initiator that sends
//! requests as Windows' class drivers do, and the routines that storport.sys exports.
//!
//! It uses the kernel, and keeps its state there ([`port`]); of devices it names the trait only. It calls the driver by
//! `Kernel::callback`. What the kernel runs for it, it hands down as work, deferred routines and interrupt handlers, which
//! find it again by [`running`](port::Storport::running); a routine that a driver calls finds it by
//! [`current`](port::Storport::current). Tests meet it through the machine.

pub(crate) mod adapter;
mod beside;
mod change;
pub(crate) mod configuration;
pub(crate) mod control;
pub(crate) mod dump;
pub(crate) mod error;
mod hardware;
mod hooked_irp;
mod hooks;
pub(crate) mod image;
pub(crate) mod initiator;
mod irp;
mod link;
mod load;
mod locks;
mod manager;
mod objects;
pub(crate) mod options;
mod parameters;
mod pnp;
mod pointers;
pub(crate) mod port;
mod queue;
pub(crate) mod registry;
mod removal;
pub(crate) mod request;
pub(crate) mod routines;
pub(crate) mod said;
pub(crate) mod service;
mod start;
pub(crate) mod unit;
pub(crate) mod wmi;
