//! Layouts of Plug and Play and power (wdm.h).

use super::super::super::*;
use super::super::layout;

layout! { POWER_STATE: 4, 4;
    SystemState @ 0..4,
    DeviceState @ 0..4,
}

layout! { POWER_SEQUENCE: 12, 4;
    SequenceD1 @ 0..4,
    SequenceD2 @ 4..8,
    SequenceD3 @ 8..12,
}

layout! { DEVICE_CAPABILITIES: 64, 4;
    Size @ 0..2,
    Version @ 2..4,
    Bits @ 4..8,
    Address @ 8..12,
    UINumber @ 12..16,
    DeviceState @ 16..44,
    SystemWake @ 44..48,
    DeviceWake @ 48..52,
    D1Latency @ 52..56,
    D2Latency @ 56..60,
    D3Latency @ 60..64,
}

layout! { DEVICE_RELATIONS: 16, 8;
    Count @ 0..4,
    Objects @ 8..16,
}

layout! { PNP_BUS_INFORMATION: 24, 4;
    BusTypeGuid @ 0..16,
    LegacyBusType @ 16..20,
    BusNumber @ 20..24,
}

layout! { INTERFACE: 32, 8;
    Size @ 0..2,
    Version @ 2..4,
    Context @ 8..16,
    InterfaceReference @ 16..24,
    InterfaceDereference @ 24..32,
}

layout! { BUS_INTERFACE_STANDARD: 64, 8;
    Size @ 0..2,
    Version @ 2..4,
    Context @ 8..16,
    InterfaceReference @ 16..24,
    InterfaceDereference @ 24..32,
    TranslateBusAddress @ 32..40,
    GetDmaAdapter @ 40..48,
    SetBusData @ 48..56,
    GetBusData @ 56..64,
}

layout! { DEVICE_INTERFACE_CHANGE_NOTIFICATION: 48, 8;
    Version @ 0..2,
    Size @ 2..4,
    Event @ 4..20,
    InterfaceClassGuid @ 20..36,
    SymbolicLinkName @ 40..48,
}
