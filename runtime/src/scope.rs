//! Scopes: where a piece of code runs, as a type. One scope for each callback role, and [`With`] for the inside of a lock.
//!
//! The rows are those of the `StorPortAcquireSpinLock` page: the locks that Storport holds before it calls a callback
//! and those that the callback may acquire. Storport is always full duplex here.

use core::marker::PhantomData;

use crate::extension::DeviceExtension;
use crate::hardware::MessageLock;
use crate::irql::{self, Irql};
use crate::kind::{Interrupts, Kind};
use crate::lock::{DpcLock, InterruptLock, LockState, OfDpc, StartIoLock, state};

/// Where code runs: the IRQL, the Storport locks, and how far initialisation has come.
///
/// Implemented by the types of this module only. A driver's own functions are generic over it:
/// `fn start_next<S: Scope>(cx: &mut Context<'_, Adapter, S>) where S::Irql: AtMost<irql::Dispatch>`.
///
/// Sealed: a driver cannot implement it.
pub trait Scope: sealed::Sealed + 'static {
    /// The highest IRQL at which the code can run.
    type Irql: Irql;
    /// What is known of the DPC locks.
    type Dpc: LockState;
    /// What is known of the StartIo lock.
    type StartIo: LockState;
    /// What is known of the interrupt lock.
    type Interrupt: LockState;
    /// Whether DPCs, work items and timers exist.
    type Deferred: DeferredState;
    /// Whether the device extension exists.
    type Extension: ExtensionState;
    /// Whether the code may stall and wait.
    type Waiting: WaitingState;
}

/// Whether DPCs, work items and timers are initialised where a scope's code runs.
///
/// Sealed: a driver cannot implement it.
pub trait DeferredState: sealed::Sealed + 'static {}
/// They are initialised.
#[derive(Debug)]
pub enum Ready {}
/// They may not be yet: an interrupt can arrive before passive initialisation.
#[derive(Debug)]
pub enum Early {}
/// They are not.
#[derive(Debug)]
pub enum NotYet {}

impl DeferredState for Ready {}
impl DeferredState for Early {}
impl DeferredState for NotYet {}

/// A DPC may be issued, a work item queued or a timer requested.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "DPCs, work items and timers may not exist where this code runs",
    label = "not allowed before passive initialisation, nor in `HW_FREE_ADAPTER_RESOURCES`",
    note = "the runtime initialises them right before `#[hw_passive_initialize]` runs (StorPortInitializeDpc is allowed there only): use them from that callback on",
    note = "a helper that is generic over its scope says `where S::Deferred: MayDefer`"
)]
pub trait MayDefer: DeferredState {}
#[diagnostic::do_not_recommend]
impl MayDefer for Ready {}
#[diagnostic::do_not_recommend]
impl MayDefer for Early {}

/// Whether the device extension exists where a scope's code runs.
///
/// Sealed: a driver cannot implement it.
pub trait ExtensionState: sealed::Sealed + 'static {}
/// It does: find-adapter has returned it.
#[derive(Debug)]
pub enum Built {}
/// It does not: this is the find-adapter callback.
#[derive(Debug)]
pub enum Unbuilt {}
impl ExtensionState for Built {}
impl ExtensionState for Unbuilt {}

/// The device extension exists.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the device extension may not exist yet where this code runs",
    label = "not allowed in find-adapter, which is still building the extension",
    note = "the find-adapter callback returns the extension in `Found::new(extension, limits)`; every later callback gets a reference to it",
    note = "a helper that is generic over its scope says `where S::Extension: IsBuilt`"
)]
pub trait IsBuilt: ExtensionState {}
#[diagnostic::do_not_recommend]
impl IsBuilt for Built {}

/// Whether a scope's code may stall and wait.
///
/// Sealed: a driver cannot implement it.
pub trait WaitingState: sealed::Sealed + 'static {}
/// It may, as far as the IRQL allows.
#[derive(Debug)]
pub enum Allowed {}
/// It may not: other requests wait meanwhile.
#[derive(Debug)]
pub enum Forbidden {}
impl WaitingState for Allowed {}
impl WaitingState for Forbidden {}

/// The code may stall and wait.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "this code runs in `HW_STARTIO`, or may run there, and must not stall or wait",
    label = "not allowed while starting a request",
    note = "SDV rules StorPortStartIo and SpNoWait: prepare in `#[hw_buildio]`, or hand the request to a DPC or work item",
    note = "a helper that is generic over its scope says that it runs elsewhere: `where S::Waiting: MayWait`"
)]
pub trait MayWait: WaitingState {}
#[diagnostic::do_not_recommend]
impl MayWait for Allowed {}

macro_rules! scopes {
    ($(
        $(#[$doc:meta])*
        $name:ident $(<$e:ident>)?: $irql:ty, dpc $dpc:ty, startio $startio:ty, interrupt $interrupt:ty, $deferred:ty, $built:ty, $waiting:ty;
    )+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name $(<$e>)? ($(PhantomData<fn($e) -> $e>,)? core::convert::Infallible);
            impl $(<$e>)? sealed::Sealed for $name $(<$e>)? {}
            impl $(<$e: DeviceExtension>)? Scope for $name $(<$e>)? {
                type Irql = $irql;
                type Dpc = $dpc;
                type StartIo = $startio;
                type Interrupt = $interrupt;
                type Deferred = $deferred;
                type Extension = $built;
                type Waiting = $waiting;
            }
        )+
    };
}

scopes! {
    /// `HW_FIND_ADAPTER`, `VIRTUAL_HW_FIND_ADAPTER`: `PASSIVE_LEVEL`, no locks, none may be acquired.
    FindAdapter: irql::Passive, dpc state::Refused, startio state::Refused, interrupt state::Refused, NotYet, Unbuilt, Allowed;
    /// `HW_INITIALIZE`: `DIRQL` with the interrupt lock (physical), `PASSIVE_LEVEL` without (virtual); none may be acquired.
    Initialize<E>: <E::Kind as Kind>::InterruptIrql, dpc state::Refused, startio state::Refused,
        interrupt <E::Kind as Kind>::InterruptLock, NotYet, Built, Allowed;
    /// `HW_PASSIVE_INITIALIZE_ROUTINE`: `PASSIVE_LEVEL`, no locks, none may be acquired.
    PassiveInitialize: irql::Passive, dpc state::Refused, startio state::Refused, interrupt state::Refused, Ready, Built, Allowed;
    /// `HW_BUILDIO`: `DISPATCH_LEVEL`, no locks.
    BuildIo: irql::Dispatch, dpc state::Free, startio state::Free, interrupt state::Free, Ready, Built, Allowed;
    /// `HW_STARTIO`: up to `DISPATCH_LEVEL`; a physical miniport with one channel holds the StartIo lock.
    StartIo<E>: irql::Dispatch, dpc state::Free,
        startio <E::Kind as Kind>::StartIoLock<E::Channels>, interrupt state::Free, Ready, Built, Forbidden;
    /// `HW_INTERRUPT`: `DIRQL` with the interrupt lock; none may be acquired.
    Interrupt: irql::Dirql, dpc state::Free, startio state::Free, interrupt state::Held, Early, Built, Allowed;
    /// `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE`: `DIRQL`, with the interrupt lock if all messages are synchronised.
    MessageInterrupt<E>: irql::Dirql, dpc state::Refused, startio state::Refused,
        interrupt <E::Interrupts as Interrupts>::MessageHolds, Early, Built, Allowed;
    /// `HW_DPC_ROUTINE`: `DISPATCH_LEVEL`, no locks.
    Deferred: irql::Dispatch, dpc state::Free, startio state::Free, interrupt state::Free, Ready, Built, Allowed;
    /// `HW_WORKITEM`: `PASSIVE_LEVEL`, no locks.
    Passive: irql::Passive, dpc state::Free, startio state::Free, interrupt state::Free, Ready, Built, Allowed;
    /// `HW_TIMER`, `HW_RESET_BUS`, `HW_STATE_CHANGE`: `DISPATCH_LEVEL` with the StartIo lock; only the interrupt lock may be acquired.
    StartIoLocked: irql::Dispatch, dpc state::Refused, startio state::Held, interrupt state::Free, Ready, Built, Allowed;
    /// `HW_TIMER_EX`: `DISPATCH_LEVEL`, no locks.
    TimerExpired: irql::Dispatch, dpc state::Free, startio state::Free, interrupt state::Free, Ready, Built, Allowed;
    /// `ScsiStopAdapter` and `ScsiRestartAdapter`: `DIRQL` with the interrupt lock (physical), `PASSIVE_LEVEL` without (virtual).
    AdapterStopped<E>: <E::Kind as Kind>::InterruptIrql, dpc state::Refused, startio state::Refused,
        interrupt <E::Kind as Kind>::InterruptLock, Early, Built, Allowed;
    /// Adapter control types at `PASSIVE_LEVEL`, and `HW_TRACING_ENABLED`: no locks.
    PassiveControl: irql::Passive, dpc state::Free, startio state::Free, interrupt state::Free, Early, Built, Allowed;
    /// Adapter control types below `DISPATCH_LEVEL`, no locks.
    ApcControl: irql::Apc, dpc state::Free, startio state::Free, interrupt state::Free, Early, Built, Allowed;
    /// Adapter control types up to `DISPATCH_LEVEL`, no locks.
    DispatchControl: irql::Dispatch, dpc state::Free, startio state::Free, interrupt state::Free, Early, Built, Allowed;
    /// `HW_FREE_ADAPTER_RESOURCES`: `PASSIVE_LEVEL`, no locks (virtual), `DISPATCH_LEVEL` with the StartIo lock (physical); nothing may
    /// be deferred any more.
    FreeAdapterResources<E>: <E::Kind as Kind>::EndIrql, dpc state::Refused, startio <E::Kind as Kind>::EndStartIoLock,
        interrupt state::Refused, NotYet, Built, Allowed;
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

/// The inside of a lock: scope `S` with lock `L` acquired, at the IRQL that `L` raises to.
///
/// `St` says whether the data that `L` guards may be taken ([`state::Held`]) or is lent out already ([`state::Taken`]).
#[derive(Debug)]
pub struct With<S, L, St>(PhantomData<fn(S, L, St)>, core::convert::Infallible);

impl<S, L, St> sealed::Sealed for With<S, L, St> {}

macro_rules! with {
    ($([$($h:ident)?] $lock:ty: $irql:ty, $dpc:ty, $startio:ty, $interrupt:ty;)+) => {
        $(
            impl<S: Scope, St: LockState, $($h: 'static)?> Scope for With<S, $lock, St> {
                type Irql = $irql;
                type Dpc = $dpc;
                type StartIo = $startio;
                type Interrupt = $interrupt;
                type Deferred = S::Deferred;
                type Extension = S::Extension;
                type Waiting = S::Waiting;
            }
        )+
    };
}

with! {
    [] StartIoLock: irql::Dispatch, S::Dpc, St, S::Interrupt;
    [H] DpcLock<H>: irql::Dispatch, OfDpc<H, St>, S::StartIo, S::Interrupt;
    [] InterruptLock: irql::Dirql, S::Dpc, S::StartIo, St;
    // A message's lock is a part of the interrupt lock, and comes as late in the order.
    [] MessageLock: irql::Dirql, S::Dpc, S::StartIo, state::Taken;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Ready {}
    impl Sealed for super::Early {}
    impl Sealed for super::NotYet {}
    impl Sealed for super::Built {}
    impl Sealed for super::Unbuilt {}
    impl Sealed for super::Allowed {}
    impl Sealed for super::Forbidden {}
}
