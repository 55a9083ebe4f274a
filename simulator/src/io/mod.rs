//! The I/O manager of WDM drivers, with the plug and play manager, the power manager and the bus driver below them.
//!
//! It uses the kernel, and keeps its state there ([`manager`]). What a driver has a pointer to, driver, device and file objects and
//! IRPs, is memory with the layout of wdm.h; what the manager knows of it lies beside it, by its address ([`object`], [`irp`]). It
//! calls the driver by `Kernel::call_back`; what the kernel runs for it finds it again by
//! [`running`](manager::IoManager::running), and a routine that a driver calls by [`current`](manager::IoManager::current). Tests
//! meet it through the machine.

mod build;
mod bus;
mod csq;
pub(crate) mod error;
mod irp;
mod load;
pub(crate) mod manager;
pub(crate) mod object;
pub(crate) mod options;
pub(crate) mod pnp;
mod port;
pub(crate) mod power;
mod registry;
mod remove_lock;
pub(crate) mod request;
mod retired;
pub(crate) mod routines;
mod signal;
mod start_io;
mod timer;
mod unicode;
mod work_item;
