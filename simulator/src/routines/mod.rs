//! The routines that storport.sys and ntoskrnl.exe export, for drivers that are linked with the simulator.
//!
//! Every one goes through [`routine::Call`], which checks the IRQL and the callback, lets virtual time pass, and may let
//! something else run first. Variadic routines are defined with as many words as the longest call has; each argument is
//! cut to its real width by who uses it.

mod bus;
mod deferred;
mod dma;
mod extended;
mod format;
mod initialize;
mod kernel;
mod lists;
mod locks;
mod log;
mod memory;
mod messages;
mod notification;
mod performance;
mod processor;
mod queue;
mod registers;
mod registry;
mod requests;
mod routine;
mod system;
mod table;
mod timers;

/// The words of a call of `StorPortExtendedFunction`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words([usize; 24]);

impl Words {
    /// A pointer, or an integer of its size.
    fn word(&self, index: usize) -> usize {
        self.0[index]
    }

    /// A `ULONG`.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the upper half of a word that carries 32 bits is garbage"
    )]
    fn long(&self, index: usize) -> u32 {
        self.0[index] as u32
    }

    /// A `USHORT`.
    #[expect(clippy::cast_possible_truncation, reason = "as for `long`")]
    fn short(&self, index: usize) -> u16 {
        self.0[index] as u16
    }

    /// A `ULONGLONG`.
    fn quad(&self, index: usize) -> u64 {
        self.0[index] as u64
    }
}
