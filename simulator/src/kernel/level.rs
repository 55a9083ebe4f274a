//! The IRQLs of the machine.

pub(crate) const PASSIVE_LEVEL: u8 = 0;
pub(crate) const APC_LEVEL: u8 = 1;
pub(crate) const DISPATCH_LEVEL: u8 = 2;
/// The IRQL of device interrupts.
pub(crate) const DIRQL: u8 = 8;
/// Nothing interrupts.
pub(crate) const HIGH_LEVEL: u8 = 15;
