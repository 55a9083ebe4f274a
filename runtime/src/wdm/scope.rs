//! The scopes of WDM drivers: one for each callback role, and for each plug and play and power hook.
//!
//! The rows follow the pages of the role types: the IRQL, the locks that are held around the call and those that may be acquired. The
//! order of locks is the cancel spin lock, the device's lock, the interrupt spin lock; where one is held, those before it are not
//! `NotHeld`, which [`MayAcquire`](crate::wdm::lock::MayAcquire) believes.

pub use crate::shared::scope::*;

use crate::shared::irql;
use crate::shared::lock::state;

/// The device is started: it has its [`Hardware`](crate::wdm::PnpDevice::Hardware), and interrupts are connected.
#[derive(Debug)]
pub enum Started {}
// SAFETY: as of the other states.
#[diagnostic::do_not_recommend]
unsafe impl OfTheSystem for Started {}
impl ExtensionState for Started {}
#[diagnostic::do_not_recommend]
impl IsBuilt for Started {}

/// The device is started.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the device may not be started where this code runs, and then it has no hardware",
    label = "not allowed here",
    note = "`start` returns the hardware; from then on interrupts, dispatch routines, deferred objects, `stop` and the power hooks find it by `cx.hardware()`, and the hooks for queries and files by `cx.while_started(|cx| …)`",
    note = "a helper that is generic over its scope says `where S::Extension: IsStarted`"
)]
pub trait IsStarted: IsBuilt {}
#[diagnostic::do_not_recommend]
impl IsStarted for Started {}

scopes! {
    /// `DRIVER_ADD_DEVICE`: `PASSIVE_LEVEL`, no locks.
    AddDevice: irql::Passive, cancel state::NotAllowed, device state::NotAllowed, interrupt state::NotAllowed, NotYet, Unbuilt, Allowed;
    /// The device is started (`IRP_MN_START_DEVICE`): `PASSIVE_LEVEL`, no locks; the interrupt is not connected yet. None is acquired either: DMA
    /// memory that is not wanted after all is freed here, and the resources are looked at, both at this level only.
    Start: irql::Passive, cancel state::NotAllowed, device state::NotAllowed, interrupt state::NotAllowed, NotYet, Built, Allowed;
    /// The device is stopped or removed: `PASSIVE_LEVEL`, no locks; interrupts are still connected, nothing new can be deferred.
    Stop: irql::Passive, cancel state::NotHeld, device state::NotHeld, interrupt state::NotHeld, NotYet, Started, Allowed;
    /// Other plug and play requests, and a file's cleanup and close: `PASSIVE_LEVEL`, no locks. Nothing is deferred: files are closed
    /// between a stop and a start too, when the interrupt is not connected, whose lock a DPC may acquire.
    Pnp: irql::Passive, cancel state::NotHeld, device state::NotHeld, interrupt state::NotAllowed, NotYet, Built, Allowed;
    /// The device gets or loses power (`IRP_MN_SET_POWER`): up to `DISPATCH_LEVEL`, no locks.
    Power: irql::Dispatch, cancel state::NotHeld, device state::NotHeld, interrupt state::NotHeld, Early, Started, Allowed;
    /// `DRIVER_DISPATCH`: up to `DISPATCH_LEVEL`, no locks.
    Dispatch: irql::Dispatch, cancel state::NotHeld, device state::NotHeld, interrupt state::NotHeld, Ready, Started, Allowed;
    /// `DRIVER_DISPATCH_PAGED`: `PASSIVE_LEVEL`, no locks.
    DispatchPaged: irql::Passive, cancel state::NotHeld, device state::NotHeld, interrupt state::NotHeld, Ready, Started, Allowed;
    /// `DRIVER_STARTIO`: `DISPATCH_LEVEL`, no locks.
    StartIo: irql::Dispatch, cancel state::NotHeld, device state::NotHeld, interrupt state::NotHeld, Ready, Started, Allowed;
    /// `DRIVER_LIST_CONTROL`: `DISPATCH_LEVEL`, no locks. Whoever has asked for the list, or has put one back, may be beneath.
    ListControl: irql::Dispatch, cancel state::NotHeld, device state::NotHeld, interrupt state::NotHeld, Ready, Started, Allowed;
    /// `DRIVER_CANCEL`: `DISPATCH_LEVEL`, with the cancel spin lock.
    Cancel: irql::Dispatch, cancel state::HeldAlready, device state::NotHeld, interrupt state::NotHeld, Ready, Started, Forbidden;
    /// `KSERVICE_ROUTINE` and `KMESSAGE_SERVICE_ROUTINE`: `DIRQL` with the interrupt spin lock.
    Service: irql::Dirql, cancel state::NotAllowed, device state::NotAllowed, interrupt state::HeldAlready, Ready, Started, Allowed;
    /// `KSYNCHRONIZE_ROUTINE`: `DIRQL` with the interrupt spin lock.
    Synchronize: irql::Dirql, cancel state::NotAllowed, device state::NotAllowed, interrupt state::HeldAlready, Ready, Started, Allowed;
    /// `KDEFERRED_ROUTINE` and `IO_DPC_ROUTINE`: `DISPATCH_LEVEL`, no locks.
    Deferred: irql::Dispatch, cancel state::NotHeld, device state::NotHeld, interrupt state::NotHeld, Ready, Started, Allowed;
    /// `IO_TIMER_ROUTINE`: `DISPATCH_LEVEL`. No page says whether the I/O manager holds a lock of its own around it; that of `IoStopTimer`,
    /// which must not be called here, lets one think so. So nothing is called here that could come back to a timer.
    TimerTick: irql::Dispatch, cancel state::AfterSystemLock, device state::NotHeld, interrupt state::NotHeld, Ready, Started, Allowed;
    /// `IO_WORKITEM_ROUTINE`: `PASSIVE_LEVEL`, no locks.
    Passive: irql::Passive, cancel state::NotHeld, device state::NotHeld, interrupt state::NotHeld, Ready, Started, Allowed;
}
