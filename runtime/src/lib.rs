//! Windows storage miniport drivers in safe Rust.
//!
//! A driver annotates ordinary functions with the role type that Storport knows them by; this crate and its attributes make
//! the `extern "system"` callbacks, and turn the rules of SAL, Static Driver Verifier and Driver Verifier into types.
//!
//! - [`Context`]: where the code runs, its IRQL and locks; [`scope`] has the table.
//! - [`DeviceExtension`], [`Locked`], [`Dpc`], [`WorkItem`], [`Timer`], [`PoolBox`]: what an adapter keeps.
//! - [`Srb`]: a request, owned until completed; [`scsi`]: commands, sense data, responses.
//! - [`hardware`]: registers, DMA memory, interrupt messages.
//! - [`Driver`], [`driver_entry!`]: registration.
//! - [`checked`]: what checked builds verify.
//! - [`rules`]: each rule of the Windows tools, and how it is enforced here.
//! - [`soundness`]: what is trusted, and why safe code cannot cause undefined behaviour.
#![cfg_attr(not(test), no_std)]
#![allow(
    clippy::inline_always,
    reason = "a trampoline and its handler are one function"
)]

#[cfg(not(all(windows, not(feature = "simulated"))))]
extern crate std;

pub mod checked;
mod context;
pub mod deferred;
mod extension;
pub mod hardware;
pub mod irql;
#[cfg(all(windows, not(feature = "simulated")))]
mod kernel;
mod life;
pub mod lock;
mod owner;
mod pool;
pub mod prelude;
pub mod scope;
mod storport;

#[doc = include_str!("../docs/rules.md")]
#[allow(clippy::doc_markdown, reason = "the rules' own names")]
pub mod rules {}

#[doc = include_str!("../docs/soundness.md")]
pub mod soundness {}

#[doc(inline)]
pub use storport::{config, control, driver, kind, role};
use storport::{end, port, srb};

#[doc(inline)]
pub use miniport_scsi as scsi;
#[doc(inline)]
pub use miniport_sys as ffi;

pub use config::{FindAdapterError, Found, Limits, PortConfiguration};
pub use context::Context;
pub use control::{
    AdapterControlStatus, AdapterControlType, AdapterPower, DevicePowerState, PowerAction,
};
pub use deferred::{
    Dpc, DpcArgument, HasDpc, HasDpcArray, HasTimer, HasWorkItem, HasWorkItemArray, IssueDpc,
    QueueWorkItem, Timer, WorkItem, WorkItemArgument,
};
pub use driver::Driver;
pub use extension::{DeviceExtension, ExtensionPart};
pub use hardware::{
    AccessRange, ByMessage, DmaArray, DmaLayout, DmaMemory, DmaRange, DmaValue, HasLuExtension,
    Message, Microseconds, Mmio, PciConfiguration, PerfOptions, PhysicalAddress, PhysicalRange,
    Ports, Register, RegisterArray, RegisterBlock, RegisterValue, ScatterGatherList,
};
pub use irql::AtMost;
pub use lock::{DpcLock, InterruptLock, Locked, StartIoLock};
pub use pool::{PoolBox, PoolError};
pub use port::AsyncNotification;
pub use role::contexts::*;
pub use scope::Scope;
pub use srb::{Address, DataBuffer, HasSrbExtension, OutOfBounds, Srb, SrbFunction, SrbStatus};

pub use miniport_macros::*;

/// For the code that the macros generate. Not part of the API.
#[doc(hidden)]
pub mod __private {
    pub use crate::deferred::{
        DpcArgumentOf, DpcMemory, Handler, IsDpc, IsTimer, IsWorkItem, Slot, SlotMemory,
        TimerMemory, WorkItemArgumentOf, WorkItemMemory,
    };
    pub use crate::driver::{Complete, complete, driver_entry};
    pub use crate::extension::{Checked, FieldOf, PlainField, check_size, same};
    pub use crate::hardware::LuExtension;
    pub use crate::port::DebugText;
    pub use crate::srb::SrbExtension;
    pub use core;
}
