//! Layouts of memory descriptor lists and DMA (wdm.h).

use super::super::super::*;
use super::super::layout;

layout! { MDL: 48, 8;
    Next @ 0..8,
    Size @ 8..10,
    MdlFlags @ 10..12,
    Process @ 16..24,
    MappedSystemVa @ 24..32,
    StartVa @ 32..40,
    ByteCount @ 40..44,
    ByteOffset @ 44..48,
}

layout! { SCATTER_GATHER_ELEMENT: 24, 8;
    Address @ 0..8,
    Length @ 8..12,
    Reserved @ 16..24,
}

layout! { SCATTER_GATHER_LIST: 16, 8;
    NumberOfElements @ 0..4,
    Reserved @ 8..16,
    Elements @ 16..16,
}

layout! { DEVICE_DESCRIPTION: 64, 8;
    Version @ 0..4,
    Master @ 4..5,
    ScatterGather @ 5..6,
    DemandMode @ 6..7,
    AutoInitialize @ 7..8,
    Dma32BitAddresses @ 8..9,
    IgnoreCount @ 9..10,
    Reserved1 @ 10..11,
    Dma64BitAddresses @ 11..12,
    BusNumber @ 12..16,
    DmaChannel @ 16..20,
    InterfaceType @ 20..24,
    DmaWidth @ 24..28,
    DmaSpeed @ 28..32,
    MaximumLength @ 32..36,
    DmaPort @ 36..40,
    DmaAddressWidth @ 40..44,
    DmaControllerInstance @ 44..48,
    DmaRequestLine @ 48..52,
    DeviceAddress @ 56..64,
}

layout! { DMA_ADAPTER: 16, 8;
    Version @ 0..2,
    Size @ 2..4,
    DmaOperations @ 8..16,
}

layout! { DMA_ADAPTER_INFO_V1: 20, 4;
    ReadDmaCounterAvailable @ 0..4,
    ScatterGatherLimit @ 4..8,
    DmaAddressWidth @ 8..12,
    Flags @ 12..16,
    MinimumTransferUnit @ 16..20,
}

layout! { DMA_ADAPTER_INFO: 88, 8;
    Version @ 0..4,
    V1 @ 8..28,
}

layout! { DMA_TRANSFER_INFO_V1: 12, 4;
    MapRegisterCount @ 0..4,
    ScatterGatherElementCount @ 4..8,
    ScatterGatherListSize @ 8..12,
}

layout! { DMA_TRANSFER_INFO: 20, 4;
    Version @ 0..4,
    V1 @ 4..16,
}
