//! Layouts of the registry, object attributes and error log entries (wdm.h).

use super::super::super::*;
use super::super::layout;

layout! { OBJECT_ATTRIBUTES: 48, 8;
    Length @ 0..4,
    RootDirectory @ 8..16,
    ObjectName @ 16..24,
    Attributes @ 24..28,
    SecurityDescriptor @ 32..40,
    SecurityQualityOfService @ 40..48,
}

layout! { CLIENT_ID: 16, 8;
    UniqueProcess @ 0..8,
    UniqueThread @ 8..16,
}

layout! { KEY_VALUE_PARTIAL_INFORMATION: 16, 4;
    TitleIndex @ 0..4,
    Type @ 4..8,
    DataLength @ 8..12,
    Data @ 12..13,
}

layout! { KEY_VALUE_FULL_INFORMATION: 24, 4;
    TitleIndex @ 0..4,
    Type @ 4..8,
    DataOffset @ 8..12,
    DataLength @ 12..16,
    NameLength @ 16..20,
    Name @ 20..22,
}

layout! { IO_ERROR_LOG_PACKET: 48, 8;
    MajorFunctionCode @ 0..1,
    RetryCount @ 1..2,
    DumpDataSize @ 2..4,
    NumberOfStrings @ 4..6,
    StringOffset @ 6..8,
    EventCategory @ 8..10,
    ErrorCode @ 12..16,
    UniqueErrorValue @ 16..20,
    FinalStatus @ 20..24,
    SequenceNumber @ 24..28,
    IoControlCode @ 28..32,
    DeviceOffset @ 32..40,
    DumpData @ 40..44,
}
