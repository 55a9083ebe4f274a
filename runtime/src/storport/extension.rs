//! [`DeviceExtension`]: what Storport keeps for each adapter.

use core::cell::Cell;
use core::sync::atomic::{AtomicBool, AtomicU32};

use super::deferred::Slot;
use super::dump::Left;
use super::end::Ending;
use super::hardware::LuExtension;
use super::kind::{Channels, Interrupts, Kind};
use super::port::state_change::PendingChange;
use super::service::Service;
use super::srb::SrbExtension;
use crate::ffi;
use crate::shared::extension::Extension;

/// A type that Storport keeps for each adapter. Implemented by `#[derive(DeviceExtension)]`.
///
/// # Safety
/// `Slots` is the memory that `SLOTS` describes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the device extension of a miniport",
    label = "declare it: `#[derive(DeviceExtension)] struct {Self} {{ … }}`; a dump path has the attributes and types of `miniport::dump` and no locks: its data is `Locked<DumpLock, T>`; a WDM driver has the attributes, objects and locks of `miniport::wdm`"
)]
pub unsafe trait DeviceExtension: Extension<Kind: Kind> {
    /// How the adapter interrupts.
    type Interrupts: Interrupts;
    /// How many requests start at a time.
    type Channels: Channels;
    /// What each request carries for the driver; see [`HasSrbExtension`](crate::HasSrbExtension).
    #[doc(hidden)]
    const SRB_EXTENSION: SrbExtension;
    /// What is kept for each unit; see [`HasLuExtension`](crate::HasLuExtension).
    #[doc(hidden)]
    const LU_EXTENSION: LuExtension = LuExtension::NONE;
    /// What lies in the memory of the deferred objects, and how it is made and freed.
    #[doc(hidden)]
    const SLOTS: &'static [Slot];
}

/// A device extension of a miniport, whatever [`DeviceExtension`] asks of it besides: its handlers ask no more, so that what another one
/// lacks is said once.
///
/// The derive's extensions have it. A driver gains nothing by implementing it for another type: no context of one is ever made.
pub trait IsMiniport {}
#[diagnostic::do_not_recommend]
impl<E: Extension<Kind: Kind>> IsMiniport for E {}

/// What the runtime keeps of an adapter, behind the extension's value. Zero is valid for every part.
#[derive(Debug)]
pub struct Kept {
    /// The slots are initialised.
    pub(crate) made: AtomicBool,
    /// Work items that are queued or run, calls that nothing ties to the adapter's life (`HW_TRACING_ENABLED`, service requests, …), and
    /// control requests that can come at any time.
    pub(crate) works: AtomicU32,
    /// The state change that Storport is busy with.
    pub(crate) state_change: PendingChange,
    /// Service IRPs, of a virtual miniport.
    pub(crate) service: Service,
    /// Timers that are being set or cancelled by code that may have seen the gate open.
    pub(crate) timing: AtomicU32,
    /// The adapter's end, once it has begun.
    pub(crate) ending: Ending,
    /// What `HW_INITIALIZE` asks of the adapter's timer, until it has succeeded. Used by it alone.
    pub(crate) early_timer: Cell<Option<(ffi::HW_TIMER, u32)>>,
    /// Passive initialisation has been enabled by this `HW_INITIALIZE`.
    pub(crate) passive_enabled: AtomicBool,
    /// Requests that the driver dropped instead of completing.
    pub(crate) dropped_requests: AtomicU32,
    /// Components of the power framework that were activated for the driver and are not idle.
    pub(crate) active_components: AtomicU32,
    /// How many interrupt messages the system gave to the adapter; 0 until `HW_INITIALIZE`.
    pub(crate) messages: AtomicU32,
    /// Bytes of the uncached extension; 0 until there is one.
    pub(crate) uncached_bytes: AtomicU32,
    /// What the dump path gets of this adapter.
    pub(crate) left: Left,
    /// Storport starts requests on several processors without the StartIo lock.
    pub(crate) concurrent: AtomicBool,
}
