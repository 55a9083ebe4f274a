//! Virtual time: what each thing costs.
//!
//! Time is counted in nanoseconds and moves only when something that has a cost happens, or when there is nothing left
//! to do before the next event. The computation inside of a callback is free: only what the port driver sees is counted.

/// Costs in virtual nanoseconds.
///
/// | what | cost |
/// | --- | --- |
/// | a callback: its call and its return | 250 ns |
/// | a `StorPort*` routine | 40 ns |
/// | a spin lock that is free | 20 ns more |
/// | a DPC or a timer, from its cause to its routine | 400 ns |
/// | an interrupt, from its cause to its handler | 1 µs |
/// | a read of a device register | 500 ns more |
/// | a write of a device register | 60 ns more: it is posted |
/// | an access to an I/O port | 1 µs more |
/// | a work item, from its cause to its routine | 4 µs |
/// | completing a request to its sender | 600 ns |
pub mod cost {
    /// A callback: its call and its return.
    pub const CALLBACK: u64 = 250;
    /// A `StorPort*` routine.
    pub const ROUTINE: u64 = 40;
    /// What a spin lock costs more.
    pub const LOCK: u64 = 20;
    /// From the cause of a DPC to its routine.
    pub const DPC: u64 = 400;
    /// From the cause of a work item to its routine.
    pub const WORK_ITEM: u64 = 4_000;
    /// From the cause of an interrupt to its handler.
    pub const INTERRUPT: u64 = 1_000;
    /// What a read of a device register costs more.
    pub const REGISTER_READ: u64 = 500;
    /// What a write of a device register costs more.
    pub const REGISTER_WRITE: u64 = 60;
    /// What an access to an I/O port costs more.
    pub const PORT: u64 = 1_000;
    /// Completing a request to its sender.
    pub const COMPLETION: u64 = 600;
}

/// Limits in virtual nanoseconds.
pub(crate) mod limit {
    /// The longest `StorPortStallExecution` (Driver Verifier: 0.1 s).
    pub const STALL: u64 = 100_000_000;
    /// The longest an interrupt handler may take.
    pub const INTERRUPT: u64 = 50_000;
    /// The longest a callback at `DISPATCH_LEVEL` may take before it is reported.
    pub const DISPATCH: u64 = 100_000_000;
    /// How often one callback may call routines or access registers before it is taken to do so for ever: in a tight loop, and with
    /// waits between.
    pub const CALLS: (u32, u32) = (400_000, 4_000_000);
    /// The virtual time of a call of a tight loop, at most.
    pub const TIGHT: u64 = 1_000;
    /// The virtual time of a step below which steps without an answer are a livelock.
    pub const STEP: u64 = 10_000;
}

pub(crate) const MICROSECOND: u64 = 1_000;
pub(crate) const MILLISECOND: u64 = 1_000_000;
pub(crate) const SECOND: u64 = 1_000_000_000;

/// How long a timer may be late, and a wait: a tick of the clock, 64 of them a second, as a machine starts.
pub(crate) const TICK: u64 = 15_625_000;
/// The system time when a machine starts: 2024-01-01, in units of 100 ns since 1601.
pub(crate) const SYSTEM_TIME: u64 = 133_485_408_000_000_000;
