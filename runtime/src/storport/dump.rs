//! Dump mode: the second path of a miniport, by which Windows writes a crash dump or a hibernation file.
//!
//! Windows loads the driver's file once more, with variables of its own, and calls `DriverEntry` without a driver object and a registry path.
//! The port routines are those of the disk dump port driver. Interrupts are off, one processor runs, at `HIGH_LEVEL`; requests come one
//! at a time, and after each the dump port calls `HW_INTERRUPT` again and again until the request is completed. There are no DPCs, work
//! items and timers, no pool, no locks and no registry (Windows documentation, "Restrictions on Miniport Drivers that Manage the Boot
//! Drive", and the page of `HW_FIND_ADAPTER`).
//!
//! So the dump path has types of its own, on which what is not there does not exist: a second, smaller extension, and contexts that
//! can stall and poll. What both paths share is generic over extension and scope:
//! `fn reset<E: Extension, S: Scope>(cx: &mut Context<'_, E, S>) where S::Waiting: MayWait`. A driver states that it supports dump mode
//! by [`Driver::dump`](crate::Driver::dump); `DriverEntry` of one that does not answers `STATUS_NOT_SUPPORTED` in dump mode.
//!
//! Before, in the running system, Storport asks a virtual miniport for dump pointers, and a physical one that says that it answers
//! ([`Driver::dump_pointers`](crate::Driver::dump_pointers)): which driver has the path, and what of the running adapter it gets
//! ([`Srb::answer_dump_pointers`](crate::Srb::answer_dump_pointers), [`Context::left_by_running_system`](crate::Context::left_by_running_system)).
//!
//! ```
//! # use miniport::prelude::*;
//! # #[derive(DeviceExtension)]
//! # struct Adapter;
//! # #[hw_find_adapter]
//! # fn find_adapter(_: &mut FindAdapter<'_, Adapter>, _: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError> {
//! #     Ok(Found::new(Adapter, const { Limits::new(1 << 20, 16) }))
//! # }
//! # #[hw_initialize]
//! # fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool { true }
//! # #[hw_startio]
//! # fn startio(_: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>> { Err(srb) }
//! # #[hw_interrupt]
//! # fn interrupt(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> bool { false }
//! # #[hw_reset_bus]
//! # fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool { true }
//! # #[hw_adapter_control(StopAdapter, RestartAdapter)]
//! # fn adapter_control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus { AdapterControlStatus::Success }
//! # use miniport_sim as _;
//! #[derive(DeviceExtension)]
//! #[device_extension(dump)]
//! struct DumpAdapter {
//!     running: Locked<DumpLock, Option<DumpSrb<DumpAdapter>>>,
//! }
//!
//! #[dump_hw_find_adapter]
//! fn find(_: &mut DumpFindAdapter<'_, DumpAdapter>, _: &mut DumpConfiguration<'_>) -> Result<DumpFound<DumpAdapter>, FindAdapterError> {
//!     let adapter = DumpAdapter { running: Locked::new(None) };
//!     Ok(DumpFound::new(adapter, const { Limits::new(1 << 16, 17) }))
//! }
//!
//! #[dump_hw_initialize]
//! fn prepare(_: &DumpAdapter, _: &mut Dumping<'_, DumpAdapter>) -> bool { true }
//!
//! #[dump_hw_startio]
//! fn start(dump: &DumpAdapter, cx: &mut Dumping<'_, DumpAdapter>, srb: DumpSrb<DumpAdapter>) -> Result<(), DumpSrb<DumpAdapter>> {
//!     *dump.running.get(cx) = Some(srb);
//!     Ok(())
//! }
//!
//! #[dump_hw_interrupt]
//! fn poll(dump: &DumpAdapter, cx: &mut Dumping<'_, DumpAdapter>) -> bool {
//!     let Some(srb) = dump.running.get(cx).take() else { return false };
//!     srb.complete(cx, SrbStatus::Success);
//!     true
//! }
//!
//! driver_entry! {
//!     Driver::<Adapter>::new()
//!         .hw_find_adapter::<find_adapter>()
//!         // …
//! #         .hw_initialize::<initialize>().hw_startio::<startio>().hw_interrupt::<interrupt>().hw_reset_bus::<reset_bus>()
//! #         .hw_adapter_control::<adapter_control>()
//!         .dump(
//!             Dump::<DumpAdapter>::new()
//!                 .hw_find_adapter::<find>()
//!                 .hw_initialize::<prepare>()
//!                 .hw_startio::<start>()
//!                 .hw_interrupt::<poll>(),
//!         )
//! }
//! # fn main() {}
//! ```

mod configuration;
mod extension;
mod lock;
mod pointers;
mod registration;
pub mod role;
mod running;
pub mod scope;
mod srb;

pub use crate::config::FindAdapterError;
pub use configuration::{DumpConfiguration, DumpFound, DumpMode};
pub use extension::{DumpExtension, InDumpMode, IsDump};
pub use lock::DumpLock;
pub use pointers::DumpPointers;
pub use registration::{
    Dump, DumpCallbacks, DumpFinds, DumpInitializes, DumpPolls, DumpStarts, slot,
};
pub use role::contexts::*;
pub(crate) use running::Left;
pub use running::LeftForDumps;
pub use srb::DumpSrb;
