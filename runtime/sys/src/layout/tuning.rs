//! Layouts of performance, interrupts, dumps and request information.

use super::super::*;
use super::layout;

layout! { PERF_CONFIGURATION_DATA: 40, 8;
    Version @ 0..4,
    Size @ 4..8,
    Flags @ 8..12,
    ConcurrentChannels @ 12..16,
    FirstRedirectionMessageNumber @ 16..20,
    LastRedirectionMessageNumber @ 20..24,
    DeviceNode @ 24..28,
    Reserved @ 28..32,
    MessageTargets @ 32..40,
}

layout! { STARTIO_PERFORMANCE_PARAMETERS: 16, 4;
    Version @ 0..4,
    Size @ 4..8,
    MessageNumber @ 8..12,
    ChannelNumber @ 12..16,
}

layout! { STARTIO_PERFORMANCE_PARAMETERS_V2: 20, 4;
    Version @ 0..4,
    Size @ 4..8,
    MessageNumber @ 8..12,
    ChannelNumber @ 12..16,
    InitiatingProcessor @ 16..20,
}

layout! { MESSAGE_INTERRUPT_INFORMATION: 32, 8;
    MessageId @ 0..4,
    MessageData @ 4..8,
    MessageAddress @ 8..16,
    InterruptVector @ 16..20,
    InterruptLevel @ 20..24,
    InterruptMode @ 24..28,
}

layout! { MINIPORT_DUMP_POINTERS: 112, 8;
    Version @ 0..2,
    Size @ 2..4,
    DriverName @ 4..36,
    AdapterObject @ 40..48,
    MappedRegisterBase @ 48..56,
    CommonBufferSize @ 56..60,
    MiniportPrivateDumpData @ 64..72,
    SystemIoBusNumber @ 72..76,
    AdapterInterfaceType @ 76..80,
    MaximumTransferLength @ 80..84,
    NumberOfPhysicalBreaks @ 84..88,
    AlignmentMask @ 88..92,
    NumberOfAccessRanges @ 92..96,
    AccessRanges @ 96..104,
    NumberOfBuses @ 104..105,
    Master @ 105..106,
    MapBuffers @ 106..107,
    MaximumNumberOfTargets @ 107..108,
}

layout! { MINIPORT_MAPPINGS: 40, 8;
    Version @ 0..2,
    IBFTable @ 8..16,
    Nic0Map @ 16..24,
    Nic1Map @ 24..32,
    NumberOfAdditionalNic @ 32..36,
    NicMap @ 40..40,
}

layout! { STOR_REQUEST_INFO_V1: 24, 4;
    Version @ 0..2,
    Size @ 2..4,
    PriorityHint @ 4..8,
    Flags @ 8..12,
    Key @ 12..16,
    Length @ 16..20,
    IsWriteRequest @ 20..21,
    Reserved @ 21..24,
}

layout! { STOR_REQUEST_INFO_V2: 40, 8;
    Version @ 0..2,
    Size @ 2..4,
    PriorityHint @ 4..8,
    Flags @ 8..12,
    Key @ 12..16,
    Length @ 16..20,
    IsWriteRequest @ 20..21,
    Reserved @ 21..24,
    FileName @ 24..32,
    ProcessId @ 32..36,
}

layout! { STOR_REQUEST_INFO: 40, 8;
    Version @ 0..2,
    Size @ 2..4,
    PriorityHint @ 4..8,
    Flags @ 8..12,
    Key @ 12..16,
    Length @ 16..20,
    IsWriteRequest @ 20..21,
    Reserved @ 21..24,
    FileName @ 24..32,
    ProcessId @ 32..36,
}

layout! { STORPORT_TELEMETRY_PARAMETER: 40, 8;
    Name @ 0..32,
    Value @ 32..40,
}

layout! { STORPORT_TELEMETRY_EVENT: 384, 8;
    DriverVersion @ 0..4,
    EventId @ 4..8,
    EventName @ 8..40,
    EventVersion @ 40..44,
    Flags @ 44..48,
    EventBufferLength @ 48..52,
    EventBuffer @ 56..64,
    Parameters @ 64..384,
}

layout! { STOR_DPC_WATCHDOG_INFORMATION: 20, 4;
    DpcTimeLimit @ 0..4,
    DpcTimeCount @ 4..8,
    DpcWatchdogLimit @ 8..12,
    DpcWatchdogCount @ 12..16,
    Reserved @ 16..20,
}

layout! { STORPORT_CAPTURE_LIVEDUMP: 40, 8;
    Version @ 0..4,
    Size @ 4..8,
    LiveDumpType @ 8..12,
    IssueType @ 12..16,
    ComponentName @ 16..24,
    DataType @ 24..28,
    Data @ 32..40,
}

layout! { STORPORT_LIVEDUMP_DEVICE_TELEMETRY_LOG: 152, 8;
    Version @ 0..4,
    Size @ 4..8,
    BucketId @ 8..136,
    OrganizationID @ 136..139,
    Reserved @ 139..140,
    TelemetryLength @ 140..144,
    DeviceTelemetry @ 144..152,
}
