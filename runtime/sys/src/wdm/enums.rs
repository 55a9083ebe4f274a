//! Enumerations of wdm.h: objects, memory, interrupts. C enumerations are `int`.

use super::super::*;

/// How an event ends its signal.
pub type EVENT_TYPE = i32;
pub const NotificationEvent: EVENT_TYPE = 0;
pub const SynchronizationEvent: EVENT_TYPE = 1;

/// How a timer ends its signal.
pub type TIMER_TYPE = i32;
pub const NotificationTimer: TIMER_TYPE = 0;
pub const SynchronizationTimer: TIMER_TYPE = 1;

/// Which objects a wait is for.
pub type WAIT_TYPE = i32;
pub const WaitAll: WAIT_TYPE = 0;
pub const WaitAny: WAIT_TYPE = 1;

/// Why a thread waits. Drivers say `Executive`.
pub type KWAIT_REASON = i32;
pub const Executive: KWAIT_REASON = 0;
pub const FreePage: KWAIT_REASON = 1;
pub const PageIn: KWAIT_REASON = 2;
pub const PoolAllocation: KWAIT_REASON = 3;
pub const DelayExecution: KWAIT_REASON = 4;
pub const Suspended: KWAIT_REASON = 5;
pub const UserRequest: KWAIT_REASON = 6;

/// The importance of a DPC.
pub type KDPC_IMPORTANCE = i32;
pub const LowImportance: KDPC_IMPORTANCE = 0;
pub const MediumImportance: KDPC_IMPORTANCE = 1;
pub const HighImportance: KDPC_IMPORTANCE = 2;
pub const MediumHighImportance: KDPC_IMPORTANCE = 3;

/// The queue of a work item.
pub type WORK_QUEUE_TYPE = i32;
pub const CriticalWorkQueue: WORK_QUEUE_TYPE = 0;
pub const DelayedWorkQueue: WORK_QUEUE_TYPE = 1;
pub const HyperCriticalWorkQueue: WORK_QUEUE_TYPE = 2;
pub const NormalWorkQueue: WORK_QUEUE_TYPE = 3;
pub const BackgroundWorkQueue: WORK_QUEUE_TYPE = 4;
pub const RealTimeWorkQueue: WORK_QUEUE_TYPE = 5;
pub const SuperCriticalWorkQueue: WORK_QUEUE_TYPE = 6;
pub const MaximumWorkQueue: WORK_QUEUE_TYPE = 7;
pub const CustomPriorityWorkQueue: WORK_QUEUE_TYPE = 32;

/// What pages are locked for.
pub type LOCK_OPERATION = i32;
pub const IoReadAccess: LOCK_OPERATION = 0;
pub const IoWriteAccess: LOCK_OPERATION = 1;
pub const IoModifyAccess: LOCK_OPERATION = 2;

/// How urgent a mapping is.
pub type MM_PAGE_PRIORITY = i32;
pub const LowPagePriority: MM_PAGE_PRIORITY = 0;
pub const NormalPagePriority: MM_PAGE_PRIORITY = 16;
pub const HighPagePriority: MM_PAGE_PRIORITY = 32;

/// When an interrupt line is active.
pub type KINTERRUPT_POLARITY = i32;
pub const InterruptPolarityUnknown: KINTERRUPT_POLARITY = 0;
pub const InterruptActiveHigh: KINTERRUPT_POLARITY = 1;
pub const InterruptRisingEdge: KINTERRUPT_POLARITY = 1;
pub const InterruptActiveLow: KINTERRUPT_POLARITY = 2;
pub const InterruptFallingEdge: KINTERRUPT_POLARITY = 2;
pub const InterruptActiveBoth: KINTERRUPT_POLARITY = 3;
pub const InterruptActiveBothTriggerLow: KINTERRUPT_POLARITY = 3;
pub const InterruptActiveBothTriggerHigh: KINTERRUPT_POLARITY = 4;

/// What becomes of a DMA channel.
pub type IO_ALLOCATION_ACTION = i32;
pub const KeepObject: IO_ALLOCATION_ACTION = 1;
pub const DeallocateObject: IO_ALLOCATION_ACTION = 2;
pub const DeallocateObjectKeepRegisters: IO_ALLOCATION_ACTION = 3;

/// How a transfer ended.
pub type DMA_COMPLETION_STATUS = i32;
pub const DmaComplete: DMA_COMPLETION_STATUS = 0;
pub const DmaAborted: DMA_COMPLETION_STATUS = 1;
pub const DmaError: DMA_COMPLETION_STATUS = 2;
pub const DmaCancelled: DMA_COMPLETION_STATUS = 3;

// Processor modes.
pub const KernelMode: KPROCESSOR_MODE = 0;
pub const UserMode: KPROCESSOR_MODE = 1;
