//! Layouts of connecting interrupts (wdm.h).

use super::super::super::*;
use super::super::layout;

layout! { IO_INTERRUPT_MESSAGE_INFO_ENTRY: 48, 8;
    MessageAddress @ 0..8,
    TargetProcessorSet @ 8..16,
    InterruptObject @ 16..24,
    MessageData @ 24..28,
    Vector @ 28..32,
    Irql @ 32..33,
    Mode @ 36..40,
    Polarity @ 40..44,
}

layout! { IO_INTERRUPT_MESSAGE_INFO: 56, 8;
    UnifiedIrql @ 0..1,
    MessageCount @ 4..8,
    MessageInfo @ 8..56,
}

layout! { IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS: 72, 8;
    PhysicalDeviceObject @ 0..8,
    InterruptObject @ 8..16,
    ServiceRoutine @ 16..24,
    ServiceContext @ 24..32,
    SpinLock @ 32..40,
    SynchronizeIrql @ 40..41,
    FloatingSave @ 41..42,
    ShareVector @ 42..43,
    Vector @ 44..48,
    Irql @ 48..49,
    InterruptMode @ 52..56,
    ProcessorEnableMask @ 56..64,
    Group @ 64..66,
}

layout! { IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS: 48, 8;
    PhysicalDeviceObject @ 0..8,
    InterruptObject @ 8..16,
    ServiceRoutine @ 16..24,
    ServiceContext @ 24..32,
    SpinLock @ 32..40,
    SynchronizeIrql @ 40..41,
    FloatingSave @ 41..42,
}

layout! { IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS: 56, 8;
    PhysicalDeviceObject @ 0..8,
    ConnectionContext.Generic @ 8..16,
    ConnectionContext.InterruptMessageTable @ 8..16,
    ConnectionContext.InterruptObject @ 8..16,
    MessageServiceRoutine @ 16..24,
    ServiceContext @ 24..32,
    SpinLock @ 32..40,
    SynchronizeIrql @ 40..41,
    FloatingSave @ 41..42,
    FallBackServiceRoutine @ 48..56,
}

layout! { IO_CONNECT_INTERRUPT_PARAMETERS: 80, 8;
    Version @ 0..4,
    u.FullySpecified @ 8..80,
    u.LineBased @ 8..56,
    u.MessageBased @ 8..64,
}

layout! { IO_DISCONNECT_INTERRUPT_PARAMETERS: 16, 8;
    Version @ 0..4,
    ConnectionContext.Generic @ 8..16,
    ConnectionContext.InterruptObject @ 8..16,
    ConnectionContext.InterruptMessageTable @ 8..16,
}
