//! Layouts of hardware resources that were assigned (wdm.h).

use super::super::super::*;
use super::super::layout;

layout! { CM_PARTIAL_RESOURCE_DESCRIPTOR: 20, 4;
    Type @ 0..1,
    ShareDisposition @ 1..2,
    Flags @ 2..4,
    u.Generic.Start @ 4..12,
    u.Generic.Length @ 12..16,
    u.Port.Start @ 4..12,
    u.Port.Length @ 12..16,
    u.Interrupt.Level @ 4..8,
    u.Interrupt.Vector @ 8..12,
    u.Interrupt.Affinity @ 12..20,
    u.MessageInterrupt.Raw.Reserved @ 4..6,
    u.MessageInterrupt.Raw.MessageCount @ 6..8,
    u.MessageInterrupt.Raw.Vector @ 8..12,
    u.MessageInterrupt.Raw.Affinity @ 12..20,
    u.MessageInterrupt.Translated.Level @ 4..8,
    u.MessageInterrupt.Translated.Vector @ 8..12,
    u.MessageInterrupt.Translated.Affinity @ 12..20,
    u.Memory.Start @ 4..12,
    u.Memory.Length @ 12..16,
    u.Dma.Channel @ 4..8,
    u.Dma.Port @ 8..12,
    u.Dma.Reserved1 @ 12..16,
    u.DevicePrivate.Data @ 4..16,
    u.BusNumber.Start @ 4..8,
    u.BusNumber.Length @ 8..12,
    u.BusNumber.Reserved @ 12..16,
    u.Memory40.Start @ 4..12,
    u.Memory40.Length40 @ 12..16,
    u.Memory48.Start @ 4..12,
    u.Memory48.Length48 @ 12..16,
    u.Memory64.Start @ 4..12,
    u.Memory64.Length64 @ 12..16,
}

layout! { CM_PARTIAL_RESOURCE_LIST: 28, 4;
    Version @ 0..2,
    Revision @ 2..4,
    Count @ 4..8,
    PartialDescriptors @ 8..28,
}

layout! { CM_FULL_RESOURCE_DESCRIPTOR: 36, 4;
    InterfaceType @ 0..4,
    BusNumber @ 4..8,
    PartialResourceList @ 8..36,
}

layout! { CM_RESOURCE_LIST: 40, 4;
    Count @ 0..4,
    List @ 4..40,
}
