//! The memory that the simulator gives to a driver: guarded on both sides, poisoned when it is taken back.

pub(crate) mod block;
pub(crate) mod buffer;
pub(crate) mod list;
pub(crate) mod mdl;
pub(crate) mod physical;
pub(crate) mod pool;
mod shadow;
pub(crate) mod shortage;

/// What memory holds that the driver has not written yet.
pub(crate) const GARBAGE: u8 = 0xA5;
/// What memory holds that the driver must not touch any more.
pub(crate) const POISON: u8 = 0xDD;
/// `DataBuffer` of a request whose buffer is not mapped: no address space has a page here.
pub(crate) const UNMAPPED: usize = 0xDEAD_0000_0000_1000;
