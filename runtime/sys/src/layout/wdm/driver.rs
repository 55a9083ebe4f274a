//! Layouts of driver, device and file objects (wdm.h).

use super::super::super::*;
use super::super::layout;

layout! { WAIT_CONTEXT_BLOCK: 72, 8;
    #[cfg(not(wdk_sys))]
    WaitQueueEntry @ 0..24,
    DeviceRoutine @ 24..32,
    DeviceContext @ 32..40,
    NumberOfMapRegisters @ 40..44,
    DeviceObject @ 48..56,
    CurrentIrp @ 56..64,
    BufferChainingDpc @ 64..72,
}

layout! { VPB: 96, 8;
    Type @ 0..2,
    Size @ 2..4,
    Flags @ 4..6,
    VolumeLabelLength @ 6..8,
    DeviceObject @ 8..16,
    RealDevice @ 16..24,
    SerialNumber @ 24..28,
    ReferenceCount @ 28..32,
    VolumeLabel @ 32..96,
}

layout! { DRIVER_EXTENSION: 40, 8;
    DriverObject @ 0..8,
    AddDevice @ 8..16,
    Count @ 16..20,
    ServiceKeyName @ 24..40,
}

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

layout! { DEVICE_OBJECT: 336, 16;
    Type @ 0..2,
    Size @ 2..4,
    ReferenceCount @ 4..8,
    DriverObject @ 8..16,
    NextDevice @ 16..24,
    AttachedDevice @ 24..32,
    CurrentIrp @ 32..40,
    Timer @ 40..48,
    Flags @ 48..52,
    Characteristics @ 52..56,
    Vpb @ 56..64,
    DeviceExtension @ 64..72,
    DeviceType @ 72..76,
    StackSize @ 76..77,
    Queue.ListEntry @ 80..96,
    Queue.Wcb @ 80..152,
    AlignmentRequirement @ 152..156,
    DeviceQueue @ 160..200,
    Dpc @ 200..264,
    ActiveThreadCount @ 264..268,
    SecurityDescriptor @ 272..280,
    DeviceLock @ 280..304,
    SectorSize @ 304..306,
    Spare1 @ 306..308,
    DeviceObjectExtension @ 312..320,
    Reserved @ 320..328,
}

layout! { FILE_OBJECT: 216, 8;
    Type @ 0..2,
    Size @ 2..4,
    DeviceObject @ 8..16,
    Vpb @ 16..24,
    FsContext @ 24..32,
    FsContext2 @ 32..40,
    SectionObjectPointer @ 40..48,
    PrivateCacheMap @ 48..56,
    FinalStatus @ 56..60,
    RelatedFileObject @ 64..72,
    LockOperation @ 72..73,
    DeletePending @ 73..74,
    ReadAccess @ 74..75,
    WriteAccess @ 75..76,
    DeleteAccess @ 76..77,
    SharedRead @ 77..78,
    SharedWrite @ 78..79,
    SharedDelete @ 79..80,
    Flags @ 80..84,
    FileName @ 88..104,
    CurrentByteOffset @ 104..112,
    Waiters @ 112..116,
    Busy @ 116..120,
    LastLock @ 120..128,
    Lock @ 128..152,
    Event @ 152..176,
    CompletionContext @ 176..184,
    IrpListLock @ 184..192,
    IrpList @ 192..208,
    FileObjectExtension @ 208..216,
}
