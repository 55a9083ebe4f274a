//! Layouts of what WMI and a provider hand each other.

use super::super::*;
use super::layout;

layout! { WNODE_HEADER: 48, 8;
    BufferSize @ 0..4,
    ProviderId @ 4..8,
    HistoricalContext @ 8..16,
    TimeStamp @ 16..24,
    Guid @ 24..40,
    ClientContext @ 40..44,
    Flags @ 44..48,
}

layout! { WNODE_ALL_DATA: 64, 8;
    WnodeHeader @ 0..48,
    DataBlockOffset @ 48..52,
    InstanceCount @ 52..56,
    OffsetInstanceNameOffsets @ 56..60,
    FixedInstanceSize @ 60..64,
}

layout! { WNODE_SINGLE_INSTANCE: 64, 8;
    WnodeHeader @ 0..48,
    OffsetInstanceName @ 48..52,
    InstanceIndex @ 52..56,
    DataBlockOffset @ 56..60,
    SizeDataBlock @ 60..64,
}

layout! { WNODE_SINGLE_ITEM: 72, 8;
    WnodeHeader @ 0..48,
    OffsetInstanceName @ 48..52,
    InstanceIndex @ 52..56,
    ItemId @ 56..60,
    DataBlockOffset @ 60..64,
    SizeDataItem @ 64..68,
}

layout! { WNODE_METHOD_ITEM: 72, 8;
    WnodeHeader @ 0..48,
    OffsetInstanceName @ 48..52,
    InstanceIndex @ 52..56,
    MethodId @ 56..60,
    DataBlockOffset @ 60..64,
    SizeDataBlock @ 64..68,
}

layout! { WNODE_TOO_SMALL: 56, 8;
    WnodeHeader @ 0..48,
    SizeNeeded @ 48..52,
}

layout! { WNODE_EVENT_ITEM: 48, 8;
    WnodeHeader @ 0..48,
}

layout! { WMIREGGUIDW: 32, 8;
    Guid @ 0..16,
    Flags @ 16..20,
    InstanceCount @ 20..24,
    InstanceInfo @ 24..32,
}

layout! { WMIREGINFOW: 24, 8;
    BufferSize @ 0..4,
    NextWmiRegInfo @ 4..8,
    RegistryPath @ 8..12,
    MofResourceName @ 12..16,
    GuidCount @ 16..20,
    WmiRegGuid @ 24..24,
}
