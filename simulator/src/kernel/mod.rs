//! What NT gives any driver: processors and IRQL, coroutines and the scheduler, virtual time, spin locks, DPCs, work items
//! and timers, pool and physical memory, PCI functions with their registers and interrupts, the checks of routines.
//!
//! It uses the verifier, and of devices the trait [`Device`](crate::device::Device). What sits on it (a port driver, an I/O
//! manager) it never names. A call goes up by a value that was handed down: [`job::Work`] that is run when its turn comes,
//! [`deferred`] routines, interrupt [`handlers`](hardware::function::Handlers). Who sits on it keeps its state here by
//! [`attach`](core::Kernel::attach) and finds it by its type, from [`running`](core::Kernel::running) in work, and from
//! [`current`](core::Kernel::current) in a routine that a driver calls.

pub(crate) mod abi;
pub(crate) mod callback;
mod choice;
pub(crate) mod clock;
pub(crate) mod core;
pub(crate) mod deferred;
pub(crate) mod elsewhere;
pub(crate) mod export;
#[cfg(unix)]
pub(crate) mod fault;
pub(crate) mod fiber;
pub(crate) mod format;
pub(crate) mod hardware;
pub(crate) mod job;
mod last_words;
pub(crate) mod level;
pub(crate) mod list;
pub(crate) mod lock;
mod lock_order;
pub(crate) mod map;
pub(crate) mod memory;
mod notes;
pub(crate) mod nt;
mod place;
pub(crate) mod pulse;
mod ready;
pub(crate) mod routine;
mod scheduler;
pub(crate) mod settings;
mod spin_lock;
pub mod time;
