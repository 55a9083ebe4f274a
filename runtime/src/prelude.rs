//! What a driver uses: `use miniport::prelude::*;`.

pub use crate::deferred::{IssueDpc, IssueError, QueueError, QueueWorkItem, RequestTimerError};
pub use crate::hardware::{
    ByMessage, DmaAddresses, DmaArray, DmaError, DmaLayout, DmaMemory, DmaRange, DmaValue,
    MapError, MayAcquireMessage, Message, Microseconds, Mmio, PciConfiguration, PerfOptions,
    PhysicalAddress, PhysicalRange, Ports, ReadOnly, ReadWrite, Register, RegisterArray,
    RegisterBlock, RegisterValue, ScatterGatherList, WriteOnly,
};
pub use crate::lock::{IsHeld, MayAcquire};
pub use crate::role::contexts::*;
pub use crate::scope::{IsBuilt, MayDefer, MayWait};
pub use crate::{
    AdapterControl, AdapterControlStatus, Address, AtMost, Context, DataBuffer, DeviceExtension,
    DevicePowerState, Dpc, DpcLock, Driver, ExtensionPart, FindAdapterError, Found, InterruptLock,
    Limits, Locked, OutOfBounds, PoolBox, PoolError, PortConfiguration, PowerAction,
    RegistryBuffer, RegistryData, RegistryError, RegistryKey, Scope, Srb, SrbFunction, SrbStatus,
    StartIoLock, Timer, UnitControl, UnitControlStatus, WorkItem, debug_print, driver_entry, irql,
};
pub use miniport_macros::*;
