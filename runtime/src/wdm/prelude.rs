//! What a WDM driver uses: `use miniport::wdm::prelude::*;`.

pub use super::lock::{Holds, MayAcquire};
pub use super::role::contexts::*;
pub use super::scope::{CanDefer, CanWait, IsBuilt, IsStarted, MayDefer, MayWait, UpTo};
pub use super::{
    Abort, BusMaster, CancelLock, ControlCode, ControlRequest, Create, CustomDpc, CustomTimer,
    DeferError, DeviceControl, DeviceKey, DeviceKeyKind, DeviceLock, Dispatched, DmaAdapter,
    DpcForIsr, FileId, FlushBuffers, HoldsNoLock, Incoming, InputBuffer, InternalDeviceControl,
    InterruptLock, IoPorts, IoTimer, IoWorkItem, Irp, IrpQueue, MapRangeError, MappedIrp,
    MemoryRange, Method, NotRequested, NtStatus, OutputBuffer, Pnp, PnpDevice, Power, PowerLoss,
    Read, Request, RequestError, Resources, Shutdown, Start, Stop, SynchronizeExecution,
    SystemQueue, TransferRequest, WdmDriver, Write,
};
pub use crate::irql::{APC_LEVEL, DIRQL, DISPATCH_LEVEL, PASSIVE_LEVEL};
pub use crate::shared::hardware::{
    DmaArray, DmaLayout, DmaMemory, DmaRange, DmaValue, Microseconds, Mmio, PciConfiguration,
    PhysicalAddress, PhysicalRange, ReadOnly, ReadWrite, Register, RegisterArray, RegisterBlock,
    RegisterValue, WriteOnly,
};
pub use crate::wdm_debug_print as debug_print;
pub use crate::{
    AtMost, Context, ExtensionPart, Locked, OutOfBounds, PoolBox, PoolError, Scope, irql,
    wdm_driver_entry,
};
pub use miniport_macros::*;
