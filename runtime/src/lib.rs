//! Windows storage miniport drivers in safe Rust.
//!
//! A driver annotates ordinary functions with the role type that Storport knows them by; this crate and its attributes make
//! the `extern "system"` callbacks, and turn the rules of SAL, Static Driver Verifier and Driver Verifier into types.
//!
//! - [`Context`]: where the code runs, its IRQL and locks; [`scope`] has the table.
//! - [`DeviceExtension`], [`Locked`], [`Dpc`], [`WorkItem`], [`Timer`], [`PoolBox`]: what an adapter keeps.
//! - [`Srb`]: a request, owned until completed; [`scsi`]: commands, sense data, responses; [`ServiceIrp`]: one that waits for news.
//! - [`wmi`]: data blocks and events for management tools.
//! - [`hardware`]: registers, DMA memory, interrupt messages.
//! - [`Driver`], [`driver_entry!`]: registration.
//! - [`dump`]: the second path, by which a crash dump or a hibernation file is written.
//! - [`wdm`]: drivers of the I/O manager, in the same spirit.
//! - [`checked`]: what checked builds verify.
//! - [`rules`], [`wdm_rules`]: each rule of the Windows tools, and how it is enforced here.
//! - [`routines`]: each routine of Storport, and what a driver calls for it.
//! - [`soundness`]: what is trusted, and why safe code cannot cause undefined behaviour.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(test), no_std)]
#![allow(
    clippy::inline_always,
    reason = "a trampoline and its handler are one function"
)]

#[cfg(not(all(windows, not(feature = "simulated"))))]
extern crate std;

#[cfg(all(windows, not(feature = "simulated")))]
mod kernel;
pub mod prelude;
mod shared;
mod storport;
pub mod wdm;

#[doc = include_str!("../docs/rules.md")]
#[allow(clippy::doc_markdown, reason = "the rules' own names")]
pub mod rules {}

#[doc = include_str!("../docs/routines.md")]
#[allow(clippy::doc_markdown, reason = "the routines' own names")]
pub mod routines {}

#[doc = include_str!("../docs/wdm-rules.md")]
#[allow(clippy::doc_markdown, reason = "the rules' own names")]
pub mod wdm_rules {}

#[doc = include_str!("../docs/soundness.md")]
pub mod soundness {}

#[doc(inline)]
pub use shared::{checked, irql};
#[doc(inline)]
pub use storport::{
    config, control, deferred, driver, dump, event, hardware, kind, lock, power, processor,
    registry, role, scope, wmi,
};

#[doc(inline)]
pub use miniport_scsi as scsi;
#[doc(inline)]
pub use miniport_sys as ffi;

pub use config::{FindAdapterError, Found, Limits, PortConfiguration};
pub use control::{AdapterControlStatus, DevicePowerState, PowerAction, UnitControlStatus};
pub use deferred::{
    Dpc, DpcArgument, HasDpc, HasDpcArray, HasTimer, HasWorkItem, HasWorkItemArray, IssueDpc,
    QueueWorkItem, Timer, WorkItem, WorkItemArgument,
};
pub use driver::Driver;
pub use dump::{Dump, DumpConfiguration, DumpFound, DumpLock, DumpMode, DumpPointers, DumpSrb};
pub use hardware::{
    AccessRange, ByMessage, DmaArray, DmaLayout, DmaMemory, DmaRange, DmaValue, HasLuExtension,
    Message, Microseconds, Mmio, PciConfiguration, PerfOptions, PhysicalAddress, PhysicalRange,
    Ports, Register, RegisterArray, RegisterBlock, RegisterValue, ScatterGatherList,
};
pub use irql::AtMost;
pub use lock::{DpcLock, InterruptLock, Locked, StartIoLock};
pub use registry::{RegistryBuffer, RegistryData, RegistryError, RegistryKey};
pub use role::contexts::*;
pub use scope::Scope;
pub use shared::context::Context;
// What the compiler says of fields and contexts, by a name that can be read.
#[doc(hidden)]
pub use shared::context::ContextStaysInItsCallback;
pub use shared::extension::{Extension, ExtensionPart, OptionalPart};
#[doc(hidden)]
pub use shared::extension::{GuardedData, Is, SeenByTheDerive, SharedByProcessors};
pub use shared::family::Family;
pub use shared::pool::{List, ListNode, PoolBox, PoolError};
pub use shared::status::NtStatus;
pub use storport::error::StorError;
pub use storport::extension::{DeviceExtension, IsMiniport};
pub use storport::port::{
    AsyncNotification, BusType, DetectStateChange, DeviceFault, DeviceOperation, DpcWatchdog,
    FailedDevice, HandledChange, PerformanceCounter, StateChange, StateChangeError, UnitAttributes,
};
pub use storport::service::ServiceIrp;
pub use storport::srb::{
    Address, DataBuffer, HasSrbExtension, IoControl, IoControlError, IoPriority, OutOfBounds,
    PageFrames, RequestInfo, RequestMdl, ScsiStatus, Srb, SrbFunction, SrbStatus,
};

pub use miniport_macros::*;

/// For the code that the macros generate. Not part of the API.
#[doc(hidden)]
pub mod __private {
    pub use crate::deferred::{
        DpcMemory, Handler, IsDpc, IsTimer, IsWorkItem, Slot, SlotMemory, TimerMemory,
        WorkItemMemory,
    };
    pub use crate::driver::{Complete, complete, driver_entry};
    pub use crate::hardware::LuExtension;
    pub use crate::shared::extension::{Checked, FieldOf, PlainField, check_size, same};
    pub use crate::shared::signature::{SameExtension, answer, given};
    pub use crate::storport::port::debug_print;
    pub use crate::storport::srb::SrbExtension;
    pub use crate::wdm::private as wdm;
    pub use core;
    pub use core::mem::{offset_of, size_of};
    pub use core::option::Option;
    pub use core::primitive::{u32, usize};
}
