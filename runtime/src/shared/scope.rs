//! Scopes: where a piece of code runs, as a type. Each family has a table of its own, one row for each callback role; [`Holding`] is the
//! inside of a lock.

use core::marker::PhantomData;

use super::irql::{AtMost, Irql};
use super::lock::state::LentOut;
use super::lock::{Lock, LockState};

/// Where code runs: the IRQL, the locks, and how far initialisation has come.
///
/// Implemented by the types of this module only. A driver's own functions are generic over it:
/// `fn start_next<S: UpTo<irql::Dispatch>>(cx: &mut Context<'_, Adapter, S>)`.
///
/// Sealed by [`OfTheSystem`]: a driver cannot implement it.
pub trait Scope: OfTheSystem + 'static {
    /// The highest IRQL at which the code can run.
    type Irql: Irql;
    /// What is known of the lock that comes first in the order: Storport's StartIo lock, the I/O manager's cancel spin lock.
    type First: LockState;
    /// What is known of the locks that come second: the DPC locks, a device's own spin locks.
    type Second: LockState;
    /// What is known of the lock that comes last: the interrupt lock.
    type Last: LockState;
    /// Whether DPCs, work items and timers exist.
    type Deferred: DeferredState;
    /// Whether the device extension exists.
    type Extension: ExtensionState;
    /// Whether the code may stall and wait.
    type Waiting: WaitingState;
}

/// Says of where code runs what the system keeps to.
///
/// # Safety
/// The callbacks of the system that run in this scope run as it says, or it says how far they have come.
#[diagnostic::on_unimplemented(
    message = "`{Self}` says where code runs, and only the callbacks of the system do",
    label = "no callback has this scope",
    note = "a function for several callbacks is generic over its scope: `fn helper<S: Scope>(cx: &mut Context<'_, Adapter, S>)`"
)]
pub unsafe trait OfTheSystem {}
macro_rules! of_the_system {
    ($($state:ty)+) => {$(
        // SAFETY: the rows of the families say it of the scopes that it is true of.
        #[diagnostic::do_not_recommend]
        unsafe impl OfTheSystem for $state {}
    )+};
}
of_the_system! { Ready Early NotYet Built Unbuilt Allowed Forbidden }

/// Code in scope `Self` runs at most at `Highest`: [`AtMost`], as a function that is generic over its scope says it.
///
/// `fn refill<S: UpTo<DISPATCH_LEVEL>>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>)` can be called from a DPC and a work item, and not
/// from an interrupt handler.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the operation is allowed up to `{Highest}`, and `{Self}` may be a scope above it",
    label = "this function is generic over where it runs",
    note = "it says where: `where {Self}: UpTo<{Highest}>`"
)]
pub trait UpTo<Highest: Irql>: Scope<Irql: AtMost<Highest>> {}
impl<S: Scope<Irql: AtMost<Highest>>, Highest: Irql> UpTo<Highest> for S {}

/// Code in scope `Self` may stall and wait: [`MayWait`], as a function that is generic over its scope says it.
///
/// `fn shut_down(adapter: &Adapter, cx: &mut Context<'_, Adapter, impl CanWait>)`
///
/// Sealed: a driver cannot implement it.
pub trait CanWait: Scope<Waiting: MayWait> {}
impl<S: Scope<Waiting: MayWait>> CanWait for S {}

/// Code in scope `Self` may issue DPCs, queue work items and request timers: [`MayDefer`], as a function that is generic over its scope
/// says it.
///
/// `fn later(adapter: &Adapter, cx: &mut Context<'_, Adapter, impl CanDefer + UpTo<DISPATCH_LEVEL>>)`
///
/// Sealed: a driver cannot implement it.
pub trait CanDefer: Scope<Deferred: MayDefer> {}
impl<S: Scope<Deferred: MayDefer>> CanDefer for S {}

/// Whether DPCs, work items and timers are initialised where a scope's code runs.
///
/// Sealed: a driver cannot implement it.
pub trait DeferredState: OfTheSystem + 'static {
    /// There may be some.
    #[doc(hidden)]
    const EXIST: bool;
}
/// They are initialised.
#[derive(Debug)]
pub enum Ready {}
/// They may not be yet: an interrupt can arrive before passive initialisation.
#[derive(Debug)]
pub enum Early {}
/// They are not.
#[derive(Debug)]
pub enum NotYet {}

impl DeferredState for Ready {
    const EXIST: bool = true;
}
impl DeferredState for Early {
    const EXIST: bool = true;
}
impl DeferredState for NotYet {
    const EXIST: bool = false;
}

/// A DPC may be issued, a work item queued or a timer requested.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "nothing can be deferred where this code runs: DPCs, work items and timers may not exist",
    label = "too early, or too late",
    note = "a miniport has them from `#[hw_passive_initialize]` on (StorPortInitializeDpc is allowed there only), and not in `HW_FREE_ADAPTER_RESOURCES`; a WDM driver from `PnpDevice::started` on, and not in `stop`, in queries of plug and play, or when a file is closed",
    note = "a helper that is generic over its scope says `where S: CanDefer`"
)]
pub trait MayDefer: DeferredState {}
#[diagnostic::do_not_recommend]
impl MayDefer for Ready {}
#[diagnostic::do_not_recommend]
impl MayDefer for Early {}

/// Whether the device extension exists where a scope's code runs.
///
/// Sealed: a driver cannot implement it.
pub trait ExtensionState: OfTheSystem + 'static {}
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
    label = "not allowed in find-adapter or AddDevice, which is still building the extension",
    note = "that callback returns the extension; every later one gets a reference to it",
    note = "a helper that is generic over its scope says `where S::Extension: IsBuilt`"
)]
pub trait IsBuilt: ExtensionState {}
#[diagnostic::do_not_recommend]
impl IsBuilt for Built {}

/// Whether a scope's code may stall and wait.
///
/// Sealed: a driver cannot implement it.
pub trait WaitingState: OfTheSystem + 'static {}
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
    message = "this code runs in `HW_STARTIO` or `DRIVER_CANCEL`, or may run there, and must not stall or wait",
    label = "not allowed while a request is started or cancelled",
    note = "SDV rules StorPortStartIo and SpNoWait; the whole system waits for the cancel spin lock: leave it to a DPC or work item",
    note = "a helper that is generic over its scope says that it runs elsewhere: `where S: CanWait`"
)]
pub trait MayWait: WaitingState {}
#[diagnostic::do_not_recommend]
impl MayWait for Allowed {}

/// Declares the scopes of a family, one row each: IRQL, what is known of the locks, and how far the device has come.
macro_rules! scopes {
    ($(
        $(#[$doc:meta])*
        $name:ident $(<$e:ident: $bound:path>)?: $irql:ty, $first_name:ident $first:ty, $second_name:ident $second:ty,
            interrupt $last:ty, $deferred:ty, $built:ty, $waiting:ty;
    )+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name $(<$e>)? ($(core::marker::PhantomData<fn($e) -> $e>,)? core::convert::Infallible);
            // SAFETY: the row is that of its callback.
            #[diagnostic::do_not_recommend]
            unsafe impl $(<$e>)? $crate::shared::scope::OfTheSystem for $name $(<$e>)? {}
            #[diagnostic::do_not_recommend]
            impl $(<$e: $bound>)? $crate::shared::scope::Scope for $name $(<$e>)? {
                type Irql = $irql;
                type First = $first;
                type Second = $second;
                type Last = $last;
                type Deferred = $deferred;
                type Extension = $built;
                type Waiting = $waiting;
            }
            impl<$($e: $bound,)? L: $crate::shared::lock::Lock> $crate::shared::lock::MayAcquire<L> for $name $(<$e>)?
            where
                L: $crate::shared::lock::NotHeldIn<Self> + $crate::shared::lock::AllowedIn<Self>,
            {
            }
            impl<$($e: $bound,)? L: $crate::shared::lock::Lock> $crate::shared::lock::Holds<L> for $name $(<$e>)?
            where
                L: $crate::shared::lock::HeldIn<Self>,
            {
            }
        )+
    };
}
pub(crate) use scopes;

/// The inside of a lock: scope `S` with lock `L` acquired, at the IRQL that `L` raises to.
///
/// `St` says whether the data that `L` guards may be taken ([`state::HeldAlready`](super::lock::state::HeldAlready)) or is lent out already
/// ([`state::LentOut`](super::lock::state::LentOut)).
#[derive(Debug)]
pub struct Holding<S, L, St = LentOut>(PhantomData<fn(S, L, St)>, core::convert::Infallible);

// SAFETY: it is what is around the lock, with the lock.
#[diagnostic::do_not_recommend]
unsafe impl<S, L, St> OfTheSystem for Holding<S, L, St> {}

#[diagnostic::do_not_recommend]
impl<S: Scope, L: Lock, St: LockState> Scope for Holding<S, L, St> {
    type Irql = L::Irql;
    type First = L::First<S, St>;
    type Second = L::Second<S, St>;
    type Last = L::Last<S, St>;
    type Deferred = S::Deferred;
    type Extension = S::Extension;
    type Waiting = S::Waiting;
}
