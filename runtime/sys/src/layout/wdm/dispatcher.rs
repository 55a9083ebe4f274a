//! Layouts of dispatcher objects, DPCs, timers and APCs (wdm.h).

use super::super::super::*;
use super::super::layout;

layout! { DISPATCHER_HEADER: 24, 8;
    #[cfg(not(wdk_sys))]
    Type @ 0..1,
    #[cfg(not(wdk_sys))]
    Signalling @ 1..2,
    #[cfg(not(wdk_sys))]
    Size @ 2..3,
    #[cfg(not(wdk_sys))]
    Reserved1 @ 3..4,
    SignalState @ 4..8,
    WaitListHead @ 8..24,
}

layout! { KEVENT: 24, 8;
    Header @ 0..24,
}

layout! { KSEMAPHORE: 32, 8;
    Header @ 0..24,
    Limit @ 24..28,
}

layout! { KTIMER: 64, 8;
    Header @ 0..24,
    DueTime @ 24..32,
    TimerListEntry @ 32..48,
    Dpc @ 48..56,
    Processor @ 56..58,
    TimerType @ 58..60,
    Period @ 60..64,
}

layout! { KDPC: 64, 8;
    #[cfg(not(wdk_sys))]
    Type @ 0..1,
    #[cfg(not(wdk_sys))]
    Importance @ 1..2,
    #[cfg(not(wdk_sys))]
    Number @ 2..4,
    DpcListEntry @ 8..16,
    ProcessorHistory @ 16..24,
    DeferredRoutine @ 24..32,
    DeferredContext @ 32..40,
    SystemArgument1 @ 40..48,
    SystemArgument2 @ 48..56,
    DpcData @ 56..64,
}

layout! { KAPC: 88, 8;
    Type @ 0..1,
    AllFlags @ 1..2,
    Size @ 2..3,
    SpareByte1 @ 3..4,
    SpareLong0 @ 4..8,
    Thread @ 8..16,
    ApcListEntry @ 16..32,
    Reserved @ 32..56,
    NormalContext @ 56..64,
    SystemArgument1 @ 64..72,
    SystemArgument2 @ 72..80,
    ApcStateIndex @ 80..81,
    ApcMode @ 81..82,
    Inserted @ 82..83,
}

layout! { KWAIT_BLOCK: 48, 8;
    WaitListEntry @ 0..16,
    WaitType @ 16..17,
    BlockState @ 17..18,
    WaitKey @ 18..20,
    SpareLong @ 20..24,
    Thread @ 24..32,
    Object @ 32..40,
    SparePtr @ 40..48,
}

layout! { FAST_MUTEX: 56, 8;
    Count @ 0..4,
    Owner @ 8..16,
    Contention @ 16..20,
    Event @ 24..48,
    OldIrql @ 48..52,
}

layout! { EXT_SET_PARAMETERS: 16, 8;
    Version @ 0..4,
    Reserved @ 4..8,
    NoWakeTolerance @ 8..16,
}

layout! { EXT_DELETE_PARAMETERS: 24, 8;
    Version @ 0..4,
    Reserved @ 4..8,
    DeleteCallback @ 8..16,
    DeleteContext @ 16..24,
}
