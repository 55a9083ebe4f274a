//! Layouts of DPCs, locks and lists.

use super::super::*;
use super::layout;

layout! { DPC_BUFFER: 64, 8;
    Type @ 0..2,
    Number @ 2..3,
    Importance @ 3..4,
    F @ 8..16,
    B @ 16..24,
    DeferredRoutine @ 24..32,
    DeferredContext @ 32..40,
    SystemArgument1 @ 40..48,
    SystemArgument2 @ 48..56,
    DpcData @ 56..64,
}

layout! { STOR_DPC: 72, 8;
    Dpc @ 0..64,
    Lock @ 64..72,
}

layout! { STOR_LOCK_HANDLE: 32, 8;
    Lock @ 0..4,
    Context.LockQueue.Next @ 8..16,
    Context.LockQueue.Lock @ 16..24,
    Context.OldIrql @ 24..25,
}

layout! { STOR_SCATTER_GATHER_ELEMENT: 24, 8;
    PhysicalAddress @ 0..8,
    Length @ 8..12,
    Reserved @ 16..24,
}

layout! { STOR_SCATTER_GATHER_LIST: 16, 8;
    NumberOfElements @ 0..4,
    Reserved @ 8..16,
    List @ 16..16,
}

layout! { STOR_LIST_ENTRY: 16, 8;
    Flink @ 0..8,
    Blink @ 8..16,
}

layout! { STOR_SLIST_ENTRY: 16, 16;
    Next @ 0..8,
}

layout! { STOR_SLIST_HEADER: 16, 16;
    Alignment @ 0..8,
    Region @ 8..16,
}
