//! Storport's scopes: one for each callback role.
//!
//! The rows are those of the `StorPortAcquireSpinLock` page: the locks that Storport holds before it calls a callback
//! and those that the callback may acquire. Storport is always full duplex here. Where DPCs may not exist yet, their locks do not either.
//!
//! Rows are what [`MayAcquire`](crate::lock::MayAcquire) believes: where a lock is held, those before it in the order are not `NotHeld`.

pub use crate::shared::scope::*;

use super::extension::DeviceExtension;
use super::kind::{Interrupts, Kind};
use crate::shared::irql;
use crate::shared::lock::state;
use crate::shared::scope::scopes;

scopes! {
    /// `HW_FIND_ADAPTER`, `VIRTUAL_HW_FIND_ADAPTER`: `PASSIVE_LEVEL`, no locks, none may be acquired.
    FindAdapter: irql::Passive, startio state::NotAllowed, dpc state::NotAllowed, interrupt state::NotAllowed, NotYet, Unbuilt, Allowed;
    /// `HW_INITIALIZE`: `DIRQL` with the interrupt lock (physical), `PASSIVE_LEVEL` without (virtual); none may be acquired.
    Initialize<E: DeviceExtension>: <E::Kind as Kind>::InterruptIrql, startio state::NotAllowed, dpc state::NotAllowed,
        interrupt <E::Kind as Kind>::InterruptLock, NotYet, Built, Allowed;
    /// `HW_PASSIVE_INITIALIZE_ROUTINE`: `PASSIVE_LEVEL`, no locks, none may be acquired.
    PassiveInitialize: irql::Passive, startio state::NotAllowed, dpc state::NotAllowed, interrupt state::NotAllowed, Ready, Built, Allowed;
    /// `HW_BUILDIO`: `DISPATCH_LEVEL`, no locks.
    BuildIo: irql::Dispatch, startio state::NotHeld, dpc state::NotHeld, interrupt state::NotHeld, Ready, Built, Allowed;
    /// `HW_STARTIO`: up to `DISPATCH_LEVEL`; a physical miniport with one channel holds the StartIo lock.
    StartIo<E: DeviceExtension>: irql::Dispatch, startio <E::Kind as Kind>::StartIoLock<E::Channels>,
        dpc state::NotHeld, interrupt state::NotHeld, Ready, Built, Forbidden;
    /// `HW_INTERRUPT`: `DIRQL` with the interrupt lock; none may be acquired.
    Interrupt: irql::Dirql, startio state::NotAllowed, dpc state::NotAllowed, interrupt state::HeldAlready, Early, Built, Allowed;
    /// `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE`: `DIRQL`, with the interrupt lock if all messages are synchronised.
    MessageInterrupt<E: DeviceExtension>: irql::Dirql, startio state::NotAllowed, dpc state::NotAllowed,
        interrupt <E::Interrupts as Interrupts>::MessageHolds, Early, Built, Allowed;
    /// `HW_DPC_ROUTINE`: `DISPATCH_LEVEL`, no locks.
    Deferred: irql::Dispatch, startio state::NotHeld, dpc state::NotHeld, interrupt state::NotHeld, Ready, Built, Allowed;
    /// `HW_WORKITEM`: `PASSIVE_LEVEL`, no locks.
    Passive: irql::Passive, startio state::NotHeld, dpc state::NotHeld, interrupt state::NotHeld, Ready, Built, Allowed;
    /// `HW_TIMER`, `HW_RESET_BUS`, `HW_STATE_CHANGE`: `DISPATCH_LEVEL` with the StartIo lock; only the interrupt lock may be acquired.
    StartIoLocked: irql::Dispatch, startio state::HeldAlready, dpc state::NotAllowed, interrupt state::NotHeld, Ready, Built, Allowed;
    /// `HW_TIMER_EX`: `DISPATCH_LEVEL`, no locks.
    TimerExpired: irql::Dispatch, startio state::NotHeld, dpc state::NotHeld, interrupt state::NotHeld, Ready, Built, Allowed;
    /// `ScsiStopAdapter` and `ScsiRestartAdapter`: `DIRQL` with the interrupt lock (physical), `PASSIVE_LEVEL` without (virtual).
    AdapterStopped<E: DeviceExtension>: <E::Kind as Kind>::InterruptIrql, startio state::NotAllowed, dpc state::NotAllowed,
        interrupt <E::Kind as Kind>::InterruptLock, Early, Built, Allowed;
    /// Adapter control types at `PASSIVE_LEVEL`, and `HW_TRACING_ENABLED`: no locks.
    PassiveControl: irql::Passive, startio state::NotHeld, dpc state::NotAllowed, interrupt state::NotHeld, Early, Built, Allowed;
    /// Adapter control types below `DISPATCH_LEVEL`, no locks.
    ApcControl: irql::Apc, startio state::NotHeld, dpc state::NotAllowed, interrupt state::NotHeld, Early, Built, Allowed;
    /// Adapter control types up to `DISPATCH_LEVEL`, no locks.
    DispatchControl: irql::Dispatch, startio state::NotHeld, dpc state::NotAllowed, interrupt state::NotHeld, Early, Built, Allowed;
    /// `HW_FREE_ADAPTER_RESOURCES`: `PASSIVE_LEVEL`, no locks (virtual), `DISPATCH_LEVEL` with the StartIo lock (physical); nothing may
    /// be deferred any more.
    FreeAdapterResources<E: DeviceExtension>: <E::Kind as Kind>::EndIrql, startio <E::Kind as Kind>::EndStartIoLock, dpc state::NotAllowed,
        interrupt state::NotAllowed, NotYet, Built, Allowed;
}

/// The adapter is being found: `HW_FIND_ADAPTER` and `VIRTUAL_HW_FIND_ADAPTER`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "Storport allows this only in find-adapter",
    label = "not in this callback",
    note = "do it in `#[hw_find_adapter]`, where the adapter's resources are mapped and allocated, and keep the result in the device extension"
)]
pub trait Finding: Scope {}
#[diagnostic::do_not_recommend]
impl Finding for FindAdapter {}

/// The adapter is being initialised: `HW_INITIALIZE` and `HW_PASSIVE_INITIALIZE_ROUTINE`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "Storport allows this only while it initialises the adapter",
    label = "not in this callback",
    note = "call it in `#[hw_initialize]` or `#[hw_passive_initialize]`"
)]
pub trait Initialising: Scope {}
#[diagnostic::do_not_recommend]
impl<E: DeviceExtension> Initialising for Initialize<E> {}
#[diagnostic::do_not_recommend]
impl Initialising for PassiveInitialize {}

/// This is `HW_INITIALIZE`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "passive initialisation is enabled in `HW_INITIALIZE` only",
    label = "not in this callback",
    note = "SDV rules StorPortEnablePassive and StorPortPassiveFromHwInit: call it in `#[hw_initialize]`; a restart keeps what the first start has made"
)]
pub trait EnablesPassive: Initialising {}
#[diagnostic::do_not_recommend]
impl<E: DeviceExtension> EnablesPassive for Initialize<E> {}

/// This is `HW_PASSIVE_INITIALIZE_ROUTINE`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "Storport allows this only in passive initialisation",
    label = "not in this callback",
    note = "call it in `#[hw_passive_initialize]`"
)]
pub trait InitialisesPassively: Initialising {}
#[diagnostic::do_not_recommend]
impl InitialisesPassively for PassiveInitialize {}
