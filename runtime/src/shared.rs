//! What drivers of every family are written with: where code runs, what locks guard, what a device keeps, registers and memory that
//! it shares with the processor. Nothing here names a family of drivers: what differs is asked of [`family::Family`].

pub mod argument;
pub mod checked;
pub mod context;
pub mod data;
pub mod entry;
pub mod extension;
pub mod family;
pub mod hardware;
pub mod irql;
pub mod life;
pub mod lock;
pub mod owner;
pub mod pool;
pub mod registration;
pub mod role;
pub mod scope;
pub mod signature;
pub mod status;
pub(crate) mod text;
