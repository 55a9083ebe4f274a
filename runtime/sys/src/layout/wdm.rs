//! Layouts of wdm.h, ntdef.h.

use super::super::*;
use super::layout;

layout! { LARGE_INTEGER: 8, 8;
    QuadPart @ 0..8,
}

layout! { PHYSICAL_ADDRESS: 8, 8;
    QuadPart @ 0..8,
}

layout! { UNICODE_STRING: 16, 8;
    Length @ 0..2,
    MaximumLength @ 2..4,
    Buffer @ 8..16,
}

layout! { LIST_ENTRY: 16, 8;
    Flink @ 0..8,
    Blink @ 8..16,
}

#[cfg(target_arch = "x86_64")]
layout! { GROUP_AFFINITY: 16, 8;
    Mask @ 0..8,
    Group @ 8..10,
    Reserved @ 10..16,
}

#[cfg(target_arch = "x86_64")]
layout! { PROCESSOR_NUMBER: 4, 2;
    Group @ 0..2,
    Number @ 2..3,
    Reserved @ 3..4,
}

#[cfg(target_arch = "x86_64")]
layout! { KDPC: 64, 8;
    Type @ 0..1,
    Importance @ 1..2,
    Number @ 2..4,
    DpcListEntry @ 8..24,
    DeferredRoutine @ 24..32,
    DeferredContext @ 32..40,
    SystemArgument1 @ 40..48,
    SystemArgument2 @ 48..56,
    DpcData @ 56..64,
}

#[cfg(target_arch = "x86_64")]
layout! { DRIVER_OBJECT: 336, 8;
    Type @ 0..2,
    Size @ 2..4,
    DeviceObject @ 8..16,
    Flags @ 16..20,
    DriverStart @ 24..32,
    DriverSize @ 32..36,
    DriverSection @ 40..48,
    DriverExtension @ 48..56,
    DriverName @ 56..72,
    HardwareDatabase @ 72..80,
    FastIoDispatch @ 80..88,
    DriverInit @ 88..96,
    DriverStartIo @ 96..104,
    DriverUnload @ 104..112,
    MajorFunction @ 112..336,
}
