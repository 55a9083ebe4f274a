//! Layouts of hardware resources that are asked for (wdm.h).

use super::super::super::*;
use super::super::layout;

layout! { IO_RESOURCE_DESCRIPTOR: 32, 8;
    Option @ 0..1,
    Type @ 1..2,
    ShareDisposition @ 2..3,
    Spare1 @ 3..4,
    Flags @ 4..6,
    Spare2 @ 6..8,
    u.Port.Length @ 8..12,
    u.Port.Alignment @ 12..16,
    u.Port.MinimumAddress @ 16..24,
    u.Port.MaximumAddress @ 24..32,
    u.Memory.Length @ 8..12,
    u.Memory.Alignment @ 12..16,
    u.Memory.MinimumAddress @ 16..24,
    u.Memory.MaximumAddress @ 24..32,
    u.Interrupt.MinimumVector @ 8..12,
    u.Interrupt.MaximumVector @ 12..16,
    u.Interrupt.AffinityPolicy @ 16..20,
    u.Interrupt.PriorityPolicy @ 20..24,
    u.Interrupt.TargetedProcessors @ 24..32,
    u.Dma.MinimumChannel @ 8..12,
    u.Dma.MaximumChannel @ 12..16,
    u.Generic.Length @ 8..12,
    u.Generic.Alignment @ 12..16,
    u.Generic.MinimumAddress @ 16..24,
    u.Generic.MaximumAddress @ 24..32,
    u.DevicePrivate.Data @ 8..20,
    u.BusNumber.Length @ 8..12,
    u.BusNumber.MinBusNumber @ 12..16,
    u.BusNumber.MaxBusNumber @ 16..20,
    u.BusNumber.Reserved @ 20..24,
    u.Memory40.Length40 @ 8..12,
    u.Memory40.Alignment40 @ 12..16,
    u.Memory40.MinimumAddress @ 16..24,
    u.Memory40.MaximumAddress @ 24..32,
    u.Memory48.Length48 @ 8..12,
    u.Memory48.Alignment48 @ 12..16,
    u.Memory48.MinimumAddress @ 16..24,
    u.Memory48.MaximumAddress @ 24..32,
    u.Memory64.Length64 @ 8..12,
    u.Memory64.Alignment64 @ 12..16,
    u.Memory64.MinimumAddress @ 16..24,
    u.Memory64.MaximumAddress @ 24..32,
}

layout! { IO_RESOURCE_LIST: 40, 8;
    Version @ 0..2,
    Revision @ 2..4,
    Count @ 4..8,
    Descriptors @ 8..40,
}

layout! { IO_RESOURCE_REQUIREMENTS_LIST: 72, 8;
    ListSize @ 0..4,
    InterfaceType @ 4..8,
    BusNumber @ 8..12,
    SlotNumber @ 12..16,
    Reserved @ 16..28,
    AlternativeLists @ 28..32,
    List @ 32..72,
}
