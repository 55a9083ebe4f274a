//! What a driver uses: `use miniport::prelude::*;`.

pub use crate::deferred::{IssueDpc, IssueError, QueueError, QueueWorkItem, RequestTimerError};
pub use crate::dump::{DumpFindAdapter, Dumping};
pub use crate::hardware::{
    ByMessage, DmaAddresses, DmaArray, DmaError, DmaLayout, DmaMemory, DmaRange, DmaValue,
    MapError, Message, MessageLock, Microseconds, Mmio, PciConfiguration, PerfOptions,
    PhysicalAddress, PhysicalRange, Ports, ReadOnly, ReadWrite, Register, RegisterArray,
    RegisterBlock, RegisterValue, ScatterGatherList, WriteOnly,
};
pub use crate::irql::{APC_LEVEL, DIRQL, DISPATCH_LEVEL, PASSIVE_LEVEL};
pub use crate::lock::{Holds, HoldsNoLock, MayAcquire};
pub use crate::role::contexts::*;
pub use crate::scope::{CanDefer, CanWait, IsBuilt, MayDefer, MayWait, UpTo};
pub use crate::{
    AdapterControl, AdapterControlStatus, Address, AtMost, Context, DataBuffer, DetectStateChange,
    DeviceExtension, DevicePowerState, Dpc, DpcLock, Driver, Dump, DumpConfiguration, DumpFound,
    DumpLock, DumpMode, DumpPointers, DumpSrb, Extension, ExtensionPart, FindAdapterError, Found,
    HandledChange, InterruptLock, Limits, Locked, NtStatus, OutOfBounds, PoolBox, PoolError,
    PortConfiguration, PowerAction, RegistryBuffer, RegistryData, RegistryError, RegistryKey,
    Scope, ScsiStatus, ServiceIrp, Srb, SrbFunction, SrbStatus, StartIoLock, StateChange,
    StateChangeError, Timer, UnitControl, UnitControlStatus, WorkItem, debug_print, driver_entry,
    irql, wmi,
};
pub use miniport_macros::*;
