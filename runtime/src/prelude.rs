//! What a driver uses: `use miniport::prelude::*;`.

pub use crate::extension::{DeviceExtension, ExtensionPart};
pub use crate::hardware::{
    ByMessage, DmaAddresses, DmaArray, DmaError, DmaLayout, DmaMemory, DmaRange, DmaValue,
    MapError, MayAcquireMessage, Message, Microseconds, Mmio, PciConfiguration, PerfOptions,
    PhysicalAddress, PhysicalRange, Ports, ReadOnly, ReadWrite, Register, RegisterArray,
    RegisterBlock, RegisterValue, ScatterGatherList, WriteOnly,
};
pub use crate::lock::{IsHeld, MayAcquire};
pub use crate::scope::{IsBuilt, MayDefer, MayWait};
pub use crate::{
    AdapterControl, AdapterControlStatus, AdapterControlType, AdapterPower, Address, AtMost,
    BuildIo, Context, DataBuffer, Deferred, DevicePowerState, Dpc, DpcLock, Driver, FindAdapter,
    FindAdapterError, Found, FreeAdapterResources, Initialize, Interrupt, InterruptLock, Limits,
    Locked, MessageInterrupt, OutOfBounds, Passive, PassiveInitialize, PoolBox, PoolError,
    PortConfiguration, PowerAction, ResetBus, Scope, Srb, SrbFunction, SrbStatus, StartIo,
    StartIoLock, Timer, TimerExpired, TimerTick, WorkItem, debug_print, driver_entry, irql,
};
pub use miniport_macros::*;
