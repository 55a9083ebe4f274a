//! WDM drivers: those of the I/O manager, in the same spirit as Storport's miniports.
//!
//! A driver annotates functions with the role types of wdm.h. The runtime makes the device objects, answers plug and play and power
//! requests, and calls the driver in between ([`PnpDevice`]); IRPs are owned ([`Irp`]), and what guards, defers and queues lives in the
//! device extension.
//!
//! - `#[derive(DeviceExtension)]` with `#[device_extension(wdm, …)]`, [`PnpDevice`]: the device, and its hardware while it is started.
//! - [`Incoming`], [`Dispatched`], [`Irp`]: an IRP in its dispatch routine, and one that is kept.
//! - [`SystemQueue`], [`IrpQueue`]: IRPs that wait.
//! - [`DpcForIsr`], [`CustomDpc`], [`IoWorkItem`], [`IoTimer`]: what runs later.
//! - [`scope`], [`lock`]: where code runs, and what it may acquire.
//! - [`WdmDriver`], [`wdm_driver_entry!`](crate::wdm_driver_entry): registration.

mod activity;
pub mod deferred;
mod device;
mod device_requests;
mod dispatch;
mod dma;
pub mod driver;
pub mod extension;
mod interrupt;
mod irp;
pub mod lock;
mod pnp;
mod power;
pub mod prelude;
mod resources;
pub mod role;
pub mod scope;
mod status;

pub use deferred::{
    CustomDpc, DeferError, DpcForIsr, HasCustomDpc, HasDpcForIsr, HasIoTimer, HasIoWorkItem,
    HasIrpQueue, HasSystemQueue, IoTimer, IoWorkItem, IrpQueue, NotRequested, RequestError,
    SystemQueue,
};
pub use device::{Abort, Pnp, PnpDevice, Power, Start, Stop};
pub use dma::{BusMaster, CommonBufferError};
pub use driver::WdmDriver;
pub use extension::{Wdm, WdmExtension};
pub use irp::{
    ControlCode, ControlRequest, Create, DeviceControl, Dispatched, FileId, FlushBuffers, Incoming,
    InputBuffer, InternalDeviceControl, Irp, Major, Method, OutputBuffer, Read, Request, Shutdown,
    TransferRequest, Write,
};
pub use lock::{CancelLock, DeviceLock, HoldsNoLock, InterruptLock};
pub use resources::{MapRangeError, MemoryRange, Resources};
pub use role::contexts::*;
pub use role::ksynchronize::SynchronizeExecution;
pub use status::NtStatus;

/// For the code that the macros generate. Not part of the API.
#[doc(hidden)]
pub mod private {
    pub use super::deferred::{
        CustomDpcMemory, DpcForIsrMemory, IoTimerMemory, IoWorkItemMemory, IrpQueueMemory,
        IsCustomDpc, IsDpcForIsr, IsIoTimer, IsIoWorkItem, IsIrpQueue, IsSystemQueue, Slot,
        SystemQueueMemory,
    };
    pub use super::driver::{Complete, complete, driver_entry};
    pub use super::extension::{Line, Memory, Message, NoInterrupt};
    pub use super::irp::{MajorFunctionOf, PagedMajorFunctionOf};
    pub use super::role::ksynchronize::SynchronizeArgumentOf;
}
