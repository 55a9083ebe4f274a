//! The rules that the verifier knows.
#![allow(
    clippy::doc_markdown,
    reason = "the sentences are also shown in reports"
)]

use std::fmt;

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident,)*) => {
        /// A rule of Storport, Static Driver Verifier or Driver Verifier that a driver broke.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The rule in words.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+).trim_ascii(),)*
                }
            }
        }
    };
}

rules! {
    /// A routine was called at an IRQL at which it must not be called (StorPortIrql).
    WrongIrql,
    /// A callback returned at another IRQL than it was called at (SpChangeIrql).
    IrqlChanged,
    /// A spin lock was acquired out of order: DPC or StartIo, then Interrupt (StorPortSpinLock3).
    LockOrder,
    /// A spin lock was acquired by code that already holds it: a deadlock (StorPortSpinLock).
    LockTwice,
    /// A spin lock was acquired in a callback that must not acquire it.
    LockNotAllowed,
    /// A spin lock was released that the code does not hold (StorPortSpinLock).
    LockNotHeld,
    /// A spin lock was still held when its callback returned (StorPortSpinLock4).
    LockNotReleased,
    /// Everything waits for spin locks that nobody will release.
    Deadlock,
    /// A request was completed that the driver does not own (completed before, never received, or given back).
    DoubleCompletion,
    /// A request was completed that is none of this adapter's.
    ForeignRequest,
    /// A request was completed with SRB_STATUS_PENDING (StorPortStatusPending).
    CompletedPending,
    /// A request was never completed.
    LostRequest,
    /// A request or its extension was written after the request was completed.
    UseAfterCompletion,
    /// A request claims to have transferred more than was asked for.
    TransferLength,
    /// A routine was called from a callback from which it must not be called.
    WrongCallback,
    /// StartIo waits or stalls (StorPortStartIo, SpNoWait). It may allocate pool.
    WaitInStartIo,
    /// A worker was freed while its work item waits to run.
    BusyWorkItem,
    /// A timer was freed while it is set.
    BusyTimer,
    /// A callback was queued, set, running or entered when Storport had freed the device extension.
    LateCallback,
    /// A stall of more than 0.1 seconds, or one callback at DISPATCH_LEVEL that takes as long.
    Stall,
    /// An interrupt handler took longer than 50 microseconds.
    TimeBudget,
    /// A DPC was issued, cancelled or locked that was not initialised.
    DpcNotInitialised,
    /// A worker or a timer was used that does not exist (never made, or freed).
    ForeignHandle,
    /// A block of memory was freed twice (DoubleExFreePool).
    DoubleFree,
    /// A block of memory was freed that was not allocated, or by the wrong routine.
    ForeignFree,
    /// Memory was written outside of what the driver was given.
    Overrun,
    /// Memory, a worker or a timer was not freed when the adapter was removed.
    Leak,
    /// The driver called KeBugCheckEx.
    BugCheck,
    /// A parameter that the documentation does not allow.
    BadParameter,
    /// A value of the configuration or a returned value that the documentation does not allow.
    BadConfiguration,
    /// VirtualDevice does not match the kind of miniport (StorPortVirtualDevice).
    VirtualDevice,
    /// A register was accessed that is not mapped, or not with this width or in this space.
    RegisterAccess,
    /// StorPortGetDeviceBase of what was not assigned to the adapter, or StorPortFreeDeviceBase of what is not mapped.
    DeviceBase,
    /// StorPortGetUncachedExtension for no bus master, before SrbExtensionSize is set, or twice.
    UncachedExtension,
    /// The lock of a message was used without InterruptSynchronizePerMessage, or of one that does not exist (StorPortMSILock).
    MessageLock,
    /// The device accessed memory that it must not reach: not the driver's, freed, or of a request that was completed.
    DeviceMemory,
    /// The driver used memory that it shared with its device after the memory was freed, or the adapter removed.
    SharedMemory,
    /// A routine was called on a thread of the process that runs no callback, which no kernel has.
    OtherThread,
    /// The interrupt line stays raised, and the handler does not change that.
    InterruptStorm,
    /// The driver keeps the machine busy forever and no request makes progress.
    Livelock,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
