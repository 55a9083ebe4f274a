//! Layouts of device queues, queued spin locks, cancel-safe queues and remove locks (wdm.h).

use super::super::super::*;
use super::super::layout;

layout! { KDEVICE_QUEUE_ENTRY: 24, 8;
    DeviceListEntry @ 0..16,
    SortKey @ 16..20,
    Inserted @ 20..21,
}

layout! { KDEVICE_QUEUE: 40, 8;
    Type @ 0..2,
    Size @ 2..4,
    DeviceListHead @ 8..24,
    Lock @ 24..32,
    #[cfg(not(wdk_sys))]
    Busy @ 32..33,
}

layout! { KSPIN_LOCK_QUEUE: 16, 8;
    Next @ 0..8,
    Lock @ 8..16,
}

layout! { KLOCK_QUEUE_HANDLE: 24, 8;
    LockQueue @ 0..16,
    OldIrql @ 16..17,
}

layout! { IO_CSQ: 64, 8;
    Type @ 0..4,
    CsqInsertIrp @ 8..16,
    CsqRemoveIrp @ 16..24,
    CsqPeekNextIrp @ 24..32,
    CsqAcquireLock @ 32..40,
    CsqReleaseLock @ 40..48,
    CsqCompleteCanceledIrp @ 48..56,
    ReservePointer @ 56..64,
}

layout! { IO_CSQ_IRP_CONTEXT: 24, 8;
    Type @ 0..4,
    Irp @ 8..16,
    Csq @ 16..24,
}

layout! { IO_REMOVE_LOCK_COMMON_BLOCK: 32, 8;
    Removed @ 0..1,
    Reserved @ 1..4,
    IoCount @ 4..8,
    RemoveEvent @ 8..32,
}

layout! { IO_REMOVE_LOCK: 32, 8;
    Common @ 0..32,
}
