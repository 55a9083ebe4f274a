//! The rules that the verifier knows.
#![allow(
    clippy::doc_markdown,
    reason = "the sentences are also shown in reports"
)]

use std::fmt;

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident,)*) => {
        /// A rule of Storport, Windows' kernel, its I/O manager, Static Driver Verifier or Driver Verifier that a driver broke.
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
    /// A request was dropped by who owned it, and so completed as aborted or unsuccessful by the runtime: it says nothing of what became of its data.
    DroppedRequest,
    /// A request was not completed in its time, so that Storport resets its unit, or waited for as long in a pause that the driver did not end, or was refused until its sender was told: a test that provokes it says so.
    LateRequest,
    /// A request was ended as aborted, reset, flushed or timed out though nobody had asked for that, and was sent again.
    NeedlessRetry,
    /// A scan that the driver has asked for failed: a command of it was lost, or failed as no disk may fail it.
    ScanFailed,
    /// A unit answered a command of a scan with what cannot be: another page than it was asked for, another capacity than before, a list of units that has one twice or is cut within one.
    ScanAnswer,
    /// Another number of resets than the test expects.
    ExpectedResets,
    /// The statuses of a completed request do not go together: CHECK CONDITION without sense data, with NO SENSE or with sense data of another length than they say, a SCSI status with another SRB status than SRB_STATUS_ERROR, SRB_STATUS_ERROR without a SCSI status, SRB_STATUS_BUSY with another length, SRB_STATUS_QUEUE_FROZEN. Or one of them is none that there is.
    RequestStatus,
    /// A member of a request block was changed that is not the driver's to write: flags, function, address, data buffer or the IRP. Or the data of a write were.
    RequestChanged,
    /// A request, its extension or its buffers were used after the request was completed, or an object after it was freed.
    UseAfterCompletion,
    /// A request claims to have transferred more than was asked for, or succeeded with another length than its command or its own answer has, or a read moved nothing, or not all of its blocks.
    TransferLength,
    /// A read brought other data than were written there last, with no other command, reset or step of plug and play or power since.
    WrongData,
    /// A routine was called from a callback from which it must not be called.
    WrongCallback,
    /// StartIo waits or stalls (StorPortStartIo, SpNoWait). It may allocate pool.
    WaitInStartIo,
    /// A worker was freed while its work item waits to run.
    BusyWorkItem,
    /// A timer was initialised again or freed while it is set.
    BusyTimer,
    /// A callback was queued, set, running or entered when Storport had freed the device extension.
    LateCallback,
    /// A stall of more than 0.1 seconds, or one callback at DISPATCH_LEVEL that takes as long.
    Stall,
    /// An interrupt handler took longer than 50 microseconds of virtual time: routines and register accesses count, its own instructions do not.
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
    /// Memory, a worker, a work item, a timer or a handle was not freed when the adapter was removed or the driver unloaded.
    Leak,
    /// The driver called KeBugCheckEx.
    BugCheck,
    /// A routine was called in dump mode that the dump port does not have, or that needs what is not there: locks, pool, DPCs, timers.
    DumpMode,
    /// A parameter that the documentation does not allow.
    BadParameter,
    /// A value of the configuration or a returned value that the documentation does not allow.
    BadConfiguration,
    /// VirtualDevice does not match the kind of miniport (StorPortVirtualDevice).
    VirtualDevice,
    /// A register was accessed that is not mapped, or not with this width or in this space, or of a device that has no power.
    RegisterAccess,
    /// StorPortGetDeviceBase or MmMapIoSpaceEx of what was not assigned to the device, or unmapping of what is not mapped.
    DeviceBase,
    /// StorPortGetUncachedExtension for no bus master, before SrbExtensionSize is set, or for more than there is.
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
    /// An interrupt handler lowered its device's line and answered that the interrupt was not its own.
    InterruptDenied,
    /// An interrupt handler answered that the interrupt was its own when its device did not interrupt: who shares the line is not called.
    InterruptClaimed,
    /// The driver keeps the machine busy forever and no request makes progress.
    Livelock,
    /// A spin lock was acquired that was never initialised, or was overwritten while nobody had it.
    LockNotInitialised,
    /// A spin lock was acquired in two ways that do not go together: ordinary and queued, or at DIRQL and below it.
    LockMixed,
    /// A spin lock was released by the wrong routine, to the wrong IRQL or before one that needs a higher IRQL, or initialised or freed while it was held.
    LockMisused,
    /// KeRaiseIrql lowered, KeLowerIrql raised, or lowered to another IRQL than KeRaiseIrql gave (IrqlKeRaiseLower).
    RaiseLower,
    /// A DPC was initialised again, freed or changed while it was queued.
    BusyDpc,
    /// An object was used that was not initialised, or that was copied or overwritten since.
    ObjectNotInitialised,
    /// An object was initialised again or freed while code waits for it.
    BusyObject,
    /// Critical regions were left that were not entered, or not left, or what needs one was done outside (CriticalRegions, WithinCriticalRegion).
    CriticalRegion,
    /// An interrupt was connected twice, used or disconnected when it was not connected, or not disconnected.
    InterruptConnection,
    /// An MDL was used in another state than its routine needs: not built, not locked, locked already, still locked when freed.
    MdlState,
    /// DMA out of order: a transfer that was not mapped, not flushed or not ended, map registers that were not allocated, a common buffer that was freed otherwise than it was allocated, an adapter that was not put back (DMA verification).
    DmaOrder,
    /// A device queue or an entry of one was used in another state than its routine needs.
    DeviceQueue,
    /// A system thread still ran when its driver was unloaded.
    ThreadLeft,
    /// An IRP was completed with STATUS_PENDING, or with a status that is none.
    IrpCompletedPending,
    /// A dispatch routine returned STATUS_PENDING for an IRP that is not marked pending, or something else for one that is (MarkIrpPending, MarkIrpPending2).
    IrpPending,
    /// A dispatch routine returned another status than the one that its IRP was completed with (CompleteRequestStatusCheck, LowerDriverReturn); or a cancel routine completed its IRP otherwise than as cancelled; or an open was completed so that the I/O manager parses a name again, or with an information that it has not.
    IrpStatus,
    /// A dispatch routine returned without having completed its IRP, passed it on, or pended it (IrpProcessingComplete).
    IrpDropped,
    /// An IRP was completed, passed on, queued or freed by a driver that does not own it.
    IrpNotOwned,
    /// An IRP was sent with a stack location that is not there, not set up, or not the next one, or completed in one that was skipped, or skipped by who has set a completion routine.
    IrpStackLocation,
    /// An IRP was freed or used again that was not allocated for that (IoAllocateFree, IoBuildFsdFree, IoReuseIrp).
    IrpFree,
    /// An IRP that a driver allocated was completed by it, or sent without a completion routine that takes it back (IoAllocateComplete, IoAllocateForward).
    IrpAllocated,
    /// An IRP was completed or sent on while its cancel routine was set, or queued so that a cancellation is missed (IrpCancelField).
    IrpCancelRoutine,
    /// The cancel spin lock was released by code that does not hold it, or not at the IRQL that it was acquired at (CancelSpinLock).
    CancelSpinLock,
    /// A plug and play, power or WMI request that the function driver must pass down did not reach the bus driver as it was (PnpIrpCompletion); or
    /// the cleanup or close of a file whose create did, or one of another.
    IrpNotPassedDown,
    /// A request was failed that must not fail (PnpRemove, PowerDownFail, PowerUpFail).
    IrpFailed,
    /// IRPs were completed, packets started or IRPs sent while a spin lock was held (SpinLockSafe).
    SpinLockHeld,
    /// StartIo was entered from within itself, IoStartPacket was called without a StartIo routine or for an IRP that is not marked pending (StartIoRecursion).
    StartIo,
    /// A device object was deleted twice, while another is attached to it, or under an IRP, a timer or a handle (DeleteDevice).
    DeviceDeleted,
    /// A device object was attached to a wrong one, detached from none, or not set up or taken down as the documentation says (AddDevice, PnpSameDeviceObject, flags).
    DeviceStack,
    /// References of an object were dropped that nobody has, or not dropped (DanglingDeviceObjectReference).
    ObjectReference,
    /// A remove lock was released without having been acquired, with another tag, initialised again, or waited for at a wrong place (RemoveLock).
    RemoveLock,
    /// A power request was asked for that PoRequestPowerIrp does not send (RequestedPowerIrp), or a system request ended before the device's.
    PowerRequest,
    /// The power state of a device was not told by its driver, or another one, or too early or too late (PoSetPowerState).
    PowerState,
    /// A device with a paging, dump or hibernation file agreed to be stopped or removed, or stayed pageable (IRP_MN_DEVICE_USAGE_NOTIFICATION).
    SpecialFile,
    /// Pool was allocated by a driver that the system had told to go to sleep (PowerDownAllocate).
    PowerDownAllocate,
    /// Something of the driver was left behind when it was unloaded.
    UnloadLeft,
    /// The answer to the query of control types failed, lacks the query, or has types that are not for drivers.
    ControlList,
    /// A control type was answered with a status that the header does not have, or one failed that has to succeed.
    ControlStatus,
    /// A control type that asks for an answer was answered with success, and the answer was not written.
    ControlAnswer,
    /// A request of WMI was answered otherwise than its page says: lengths, offsets, instances, a buffer of the size that was asked for and is too small; or a request for registration waits.
    WmiAnswer,
    /// The driver told WMI of an event that is too long, malformed, not registered, or that nobody has enabled.
    WmiEvent,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
