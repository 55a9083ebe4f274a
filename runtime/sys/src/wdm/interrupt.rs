//! Connecting interrupts (wdm.h).

use super::super::*;

/// One message of message-signaled interrupts.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_INTERRUPT_MESSAGE_INFO_ENTRY {
    pub MessageAddress: LARGE_INTEGER,
    pub TargetProcessorSet: KAFFINITY,
    pub InterruptObject: PKINTERRUPT,
    pub MessageData: ULONG,
    pub Vector: ULONG,
    pub Irql: KIRQL,
    pub Mode: KINTERRUPT_MODE,
    pub Polarity: KINTERRUPT_POLARITY,
}
/// Pointer to [`IO_INTERRUPT_MESSAGE_INFO_ENTRY`].
pub type PIO_INTERRUPT_MESSAGE_INFO_ENTRY = *mut IO_INTERRUPT_MESSAGE_INFO_ENTRY;

/// The messages that were connected: `MessageCount` entries.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_INTERRUPT_MESSAGE_INFO {
    pub UnifiedIrql: KIRQL,
    pub MessageCount: ULONG,
    pub MessageInfo: [IO_INTERRUPT_MESSAGE_INFO_ENTRY; 1],
}
/// Pointer to [`IO_INTERRUPT_MESSAGE_INFO`].
pub type PIO_INTERRUPT_MESSAGE_INFO = *mut IO_INTERRUPT_MESSAGE_INFO;

/// `CONNECT_FULLY_SPECIFIED` and `CONNECT_FULLY_SPECIFIED_GROUP`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS {
    pub PhysicalDeviceObject: PDEVICE_OBJECT,
    pub InterruptObject: *mut PKINTERRUPT,
    pub ServiceRoutine: PKSERVICE_ROUTINE,
    pub ServiceContext: PVOID,
    pub SpinLock: PKSPIN_LOCK,
    pub SynchronizeIrql: KIRQL,
    pub FloatingSave: BOOLEAN,
    pub ShareVector: BOOLEAN,
    pub Vector: ULONG,
    pub Irql: KIRQL,
    pub InterruptMode: KINTERRUPT_MODE,
    pub ProcessorEnableMask: KAFFINITY,
    pub Group: USHORT,
}
/// Pointer to [`IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS`].
pub type PIO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS =
    *mut IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS;

/// `CONNECT_LINE_BASED`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS {
    pub PhysicalDeviceObject: PDEVICE_OBJECT,
    pub InterruptObject: *mut PKINTERRUPT,
    pub ServiceRoutine: PKSERVICE_ROUTINE,
    pub ServiceContext: PVOID,
    pub SpinLock: PKSPIN_LOCK,
    pub SynchronizeIrql: KIRQL,
    pub FloatingSave: BOOLEAN,
}
/// Pointer to [`IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS`].
pub type PIO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS =
    *mut IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS;

/// `CONNECT_MESSAGE_BASED`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS {
    pub PhysicalDeviceObject: PDEVICE_OBJECT,
    pub ConnectionContext: IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS_ConnectionContext,
    pub MessageServiceRoutine: PKMESSAGE_SERVICE_ROUTINE,
    pub ServiceContext: PVOID,
    pub SpinLock: PKSPIN_LOCK,
    pub SynchronizeIrql: KIRQL,
    pub FloatingSave: BOOLEAN,
    pub FallBackServiceRoutine: PKSERVICE_ROUTINE,
}
/// Pointer to [`IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS`].
pub type PIO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS =
    *mut IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS;

/// `ConnectionContext` of [`IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS`].
#[repr(C)]
#[derive(Clone, Copy)]
pub union IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS_ConnectionContext {
    pub Generic: *mut PVOID,
    pub InterruptMessageTable: *mut PIO_INTERRUPT_MESSAGE_INFO,
    pub InterruptObject: *mut PKINTERRUPT,
}

/// Parameters of [`IoConnectInterruptEx`]; `Version` says which arm of `u` it is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_CONNECT_INTERRUPT_PARAMETERS {
    pub Version: ULONG,
    pub u: IO_CONNECT_INTERRUPT_PARAMETERS_u,
}
/// Pointer to [`IO_CONNECT_INTERRUPT_PARAMETERS`].
pub type PIO_CONNECT_INTERRUPT_PARAMETERS = *mut IO_CONNECT_INTERRUPT_PARAMETERS;

/// The unnamed union of [`IO_CONNECT_INTERRUPT_PARAMETERS`].
#[repr(C)]
#[derive(Clone, Copy)]
pub union IO_CONNECT_INTERRUPT_PARAMETERS_u {
    pub FullySpecified: IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS,
    pub LineBased: IO_CONNECT_INTERRUPT_LINE_BASED_PARAMETERS,
    pub MessageBased: IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS,
}

/// Parameters of [`IoDisconnectInterruptEx`].
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_DISCONNECT_INTERRUPT_PARAMETERS {
    pub Version: ULONG,
    pub ConnectionContext: IO_DISCONNECT_INTERRUPT_PARAMETERS_ConnectionContext,
}
/// Pointer to [`IO_DISCONNECT_INTERRUPT_PARAMETERS`].
pub type PIO_DISCONNECT_INTERRUPT_PARAMETERS = *mut IO_DISCONNECT_INTERRUPT_PARAMETERS;

/// `ConnectionContext` of [`IO_DISCONNECT_INTERRUPT_PARAMETERS`].
#[repr(C)]
#[derive(Clone, Copy)]
pub union IO_DISCONNECT_INTERRUPT_PARAMETERS_ConnectionContext {
    pub Generic: PVOID,
    pub InterruptObject: PKINTERRUPT,
    pub InterruptMessageTable: PIO_INTERRUPT_MESSAGE_INFO,
}
