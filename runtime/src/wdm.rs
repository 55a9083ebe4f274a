//! WDM drivers: those of the I/O manager, in the same spirit as Storport's miniports.
//!
//! A driver annotates functions with the role types of wdm.h. The runtime makes the device objects, answers plug and play and power
//! requests, and calls the driver in between ([`PnpDevice`]); IRPs are owned ([`Irp`]), and what guards, defers and queues lives in the
//! device extension.
//!
//! - `#[derive(DeviceExtension)]` with `#[device_extension(wdm, …)]`, [`PnpDevice`]: the device, and its hardware while it is started.
//! - [`Incoming`], [`Dispatched`], [`Irp`]: an IRP in its dispatch routine, and one that is kept.
//! - [`SystemQueue`], [`IrpQueue`]: IRPs that wait.
//! - [`DpcForIsr`], [`CustomDpc`], [`CustomTimer`], [`IoWorkItem`], [`IoTimer`]: what runs later.
//! - [`Resources`], [`IoPorts`], [`DeviceKey`], and what the context of a callback asks for: registers, ports, configuration space, the registry, delays.
//! - [`DmaAdapter`], [`MappedIrp`]: data of IRPs that the device reads and writes by itself.
//! - [`scope`], [`lock`]: where code runs, and what it may acquire.
//! - [`WdmDriver`], [`wdm_driver_entry!`](crate::wdm_driver_entry): registration.
//!
//! A whole driver, of a device that gives each reader zeros, one read at a time; `examples/edu` is one of hardware, and `cargo miniport new my-card
//! --wdm --pci 8086:100E` writes one with registers, an interrupt, its `IO_DPC_ROUTINE`, and tests on a model of its device:
//!
//! ```
//! #![forbid(unsafe_code)]
//! use miniport::wdm::prelude::*;
//!
//! #[derive(DeviceExtension)]
//! #[device_extension(wdm, interrupts = none)]
//! struct Zeros {
//!     reads: SystemQueue<start_io>,
//! }
//!
//! impl PnpDevice for Zeros {
//!     type Hardware = ();
//!     fn start(&self, _cx: &mut Start<'_, Self>, _resources: &Resources<'_>) -> Result<(), NtStatus> {
//!         Ok(())
//!     }
//! }
//!
//! #[driver_add_device]
//! fn add_device(_cx: &mut AddDevice<'_, Zeros>) -> Result<Zeros, NtStatus> {
//!     Ok(Zeros { reads: SystemQueue::new() })
//! }
//!
//! #[driver_dispatch]
//! fn read(device: &Zeros, cx: &mut Dispatch<'_, Zeros>, irp: Incoming<Zeros, Read>) -> Dispatched {
//!     device.reads.start(cx, irp, None)
//! }
//!
//! #[driver_startio]
//! fn start_io(_device: &Zeros, cx: &mut StartIo<'_, Zeros>, irp: Irp<Zeros>) {
//!     let length = irp.output().len();
//!     irp.output().fill_at(0, length, 0).ok();
//!     irp.complete(cx, NtStatus::SUCCESS, length);
//! }
//!
//! wdm_driver_entry! {
//!     WdmDriver::<Zeros>::new()
//!         .driver_add_device::<add_device>()
//!         .dispatch_read::<read>()
//! }
//!
//! // A test of it, under the simulator:
//! use miniport_sim::{DeviceOptions, Machine};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let machine = Machine::new(42);
//! let driver = machine.load_wdm(DriverEntry)?;
//! let device = machine.add_device(&driver, DeviceOptions::new())?;
//! let file = device.open()?;
//! let mut data = [7; 100];
//! assert_eq!(file.read(0, &mut data)?, 100);
//! assert_eq!(data, [0; 100]);
//! file.close()?;
//! machine.shutdown().assert_clean();
//! # Ok(())
//! # }
//! ```

mod activity;
mod configuration_space;
mod count;
mod debug;
pub mod deferred;
mod device;
mod device_key;
mod device_requests;
mod dispatch;
mod dma;
pub mod driver;
mod end;
pub mod extension;
mod interrupt;
mod irp;
mod irql;
pub mod lock;
mod lower;
mod pause;
mod pnp;
mod ports;
mod power;
pub mod prelude;
mod resources;
pub mod role;
pub mod scope;
mod time;
mod usage;

pub use deferred::{
    CustomDpc, CustomTimer, DeferError, DpcForIsr, HasCustomDpc, HasCustomTimer, HasDpcForIsr,
    HasIoTimer, HasIoWorkItem, HasIrpQueue, HasSystemQueue, IoTimer, IoWorkItem, IrpQueue,
    NotRequested, RequestError, Stopping, SystemQueue,
};
pub use device::{Abort, Pnp, PnpDevice, Power, PowerLoss, Start, Stop};
pub use device_key::{DeviceKey, DeviceKeyKind, KeyElement, KeyNumber, KeyValue};
pub use dma::{BusMaster, CommonBufferError, DmaAdapter};
pub use driver::WdmDriver;
pub use extension::{IsWdm, OnlyWdm, Wdm, WdmExtension};
pub use irp::{
    ControlCode, ControlRequest, Create, DeviceControl, Dispatched, FileId, FlushBuffers, Incoming,
    InputBuffer, InternalDeviceControl, Irp, Major, MajorFunction, MappedIrp, Method, NotMapped,
    OutputBuffer, PagedMajorFunction, Read, Request, ScatterGatherError, Shutdown, TransferRequest,
    Write,
};
// What the compiler says of IRPs, by a name that can be read.
#[doc(hidden)]
pub use irp::{LeavesItsRoutine, Named};
pub use lock::{CancelLock, DeviceLock, HoldsNoLock, InterruptLock};
pub use ports::{IoPortWidth, IoPorts};
pub use resources::{MapRangeError, MemoryRange, PortRange, Resources};
pub use role::contexts::*;
pub use role::ksynchronize::SynchronizeExecution;

use crate::shared::status;
pub use crate::shared::status::NtStatus;

/// For the code that the macros generate. Not part of the API.
#[doc(hidden)]
pub mod private {
    pub use super::debug::print as debug_print;
    pub use super::deferred::{
        CustomDpcMemory, CustomTimerMemory, DpcForIsrMemory, IoTimerMemory, IoWorkItemMemory,
        IrpQueueMemory, IsCustomDpc, IsCustomTimer, IsDpcForIsr, IsIoTimer, IsIoWorkItem,
        IsIrpQueue, IsSystemQueue, Slot, SystemQueueMemory,
    };
    pub use super::driver::{Complete, complete, driver_entry};
    pub use super::extension::{Line, Message, NoInterrupt, check_memory};
}
