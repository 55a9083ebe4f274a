//! Spin locks as types, and [`Locked`]: data that only the holder of its lock can reach.
//!
//! A lock comes first, second or last in the order; a wrong order, a second acquisition or a missing release cannot be written.

use core::cell::UnsafeCell;
use core::marker::PhantomData;

use super::context::Context;
use super::extension::Extension;
use super::irql::Irql;
use super::owner::Owner;
use super::scope::{Holding, Scope};

/// What a scope knows of a lock. The names are what the compiler says of it.
pub mod state {
    /// Not held here, and may be acquired if the order of locks allows it.
    #[derive(Debug)]
    pub enum NotHeld {}
    /// Held here, and the data that it guards is within reach.
    #[derive(Debug)]
    pub enum HeldAlready {}
    /// Held here, and the data that it guards is lent out: this is the closure of `Locked::lock`.
    #[derive(Debug)]
    pub enum LentOut {}
    /// Not held here, and may not be acquired in this callback.
    #[derive(Debug)]
    pub enum NotAllowed {}
    /// Not held here, and may be acquired; but the system may hold a lock of its own around the callback, which comes before all others.
    #[derive(Debug)]
    pub enum AfterSystemLock {}
}

/// Lock `L`, one of several that come second in the order, is in state `St`: another one of them guards other data.
#[derive(Debug)]
pub struct Of<L, St>(PhantomData<fn() -> (L, St)>, core::convert::Infallible);

/// One of the types of [`state`], or [`Of`].
///
/// Sealed: a driver cannot implement it.
pub trait LockState: sealed::Sealed + 'static {}
impl LockState for state::NotHeld {}
impl LockState for state::HeldAlready {}
impl LockState for state::LentOut {}
impl LockState for state::NotAllowed {}
impl LockState for state::AfterSystemLock {}
impl<L: Lock, St: LockState> LockState for Of<L, St> {}

/// What a state says to the rules below, which speak of the scope instead. Sealed, as the states are.
mod says {
    use super::{Lock, LockState, Of, state};

    /// The lock is held here.
    pub trait Held<L: Lock>: LockState {}
    #[diagnostic::do_not_recommend]
    impl<L: Lock> Held<L> for state::HeldAlready {}
    #[diagnostic::do_not_recommend]
    impl<L: Lock> Held<L> for state::LentOut {}
    #[diagnostic::do_not_recommend]
    impl<L: Lock, St: Held<L>> Held<L> for Of<L, St> {}

    /// Its data is not lent out, as far as the lock is held.
    pub trait NotLent<L: Lock>: LockState {}
    impl<L: Lock> NotLent<L> for state::NotHeld {}
    impl<L: Lock> NotLent<L> for state::HeldAlready {}
    impl<L: Lock> NotLent<L> for state::NotAllowed {}
    impl<L: Lock> NotLent<L> for state::AfterSystemLock {}
    impl<L: Lock, M: Lock, St: NotLent<M>> NotLent<L> for Of<M, St> {}

    /// The lock is not held here.
    pub trait Free: LockState {}
    impl Free for state::NotHeld {}
    impl Free for state::NotAllowed {}
    impl Free for state::AfterSystemLock {}

    /// The callback may acquire the lock, unless it is held.
    pub trait Permitted: LockState {}
    impl Permitted for state::NotHeld {}
    impl Permitted for state::HeldAlready {}
    impl Permitted for state::AfterSystemLock {}
}

/// Not held around the callback whose scope is `S`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is held here already: a second acquisition deadlocks",
    label = "the system holds it around this callback",
    note = "what it guards is within reach without an acquisition: `data.get(cx)`"
)]
pub trait NotHeldIn<S: Scope>: Lock {}
#[diagnostic::do_not_recommend]
impl<S: Scope, L: Lock<In<S>: says::Free>> NotHeldIn<S> for L {}

/// May be acquired in the callback whose scope is `S`, by the tables of the Windows documentation.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be acquired in this callback",
    label = "not in `{S}`",
    note = "in a miniport by the table on the page of StorPortAcquireSpinLock, in a WDM driver by the page of the lock's routine, or because its interrupt is not connected yet: leave it to a DPC or work item"
)]
pub trait AllowedIn<S: Scope>: Lock {}
#[diagnostic::do_not_recommend]
impl<S: Scope, L: Lock<In<S>: says::Permitted>> AllowedIn<S> for L {}

/// Held where scope `S` is.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not held here",
    label = "nobody has acquired it",
    note = "acquire it, if this callback may: `data.lock(cx, |data, cx| …)`; where each message has a lock of its own (`interrupts = per_message`), its data are a `ByMessage<T, N>`"
)]
pub trait HeldIn<S: Scope>: Lock {}
#[diagnostic::do_not_recommend]
impl<S: Scope, L: Lock<In<S>: says::Held<L>>> HeldIn<S> for L {}

/// Its data is within reach, if it is held.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "data of `{Self}` is lent out here already",
    label = "this is the closure of `lock`, whose first argument is data of the same lock",
    note = "take several pieces of data under one acquisition with `cx.with_lock::<{Self}, _>(|cx| …)` and `data.get(cx)`"
)]
pub trait NotLentIn<S: Scope>: Lock {}
#[diagnostic::do_not_recommend]
impl<S: Scope, L: Lock<In<S>: says::NotLent<L>>> NotLentIn<S> for L {}

/// The place of a lock in the order.
///
/// Sealed: a driver cannot implement it.
pub trait Place: sealed::Sealed + 'static {}

/// The places of locks in the order.
pub mod place {
    /// Storport's StartIo lock, the cancel spin lock.
    #[derive(Debug)]
    pub enum First {}
    /// The DPC locks, a device's own lock.
    #[derive(Debug)]
    pub enum Second {}
    /// The interrupt lock.
    #[derive(Debug)]
    pub enum Last {}
}
impl Place for place::First {}
impl Place for place::Second {}
impl Place for place::Last {}

/// The lock comes later in the order than `Held`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not acquired while `{Held}` is held",
    label = "under `{Held}`",
    note = "the order: the StartIo lock, a DPC lock, the interrupt lock, which raises to DIRQL (SDV rule StorPortSpinLock3; StartIo before DPC is this crate's own choice); in a WDM driver the cancel spin lock, the device's lock, the interrupt lock",
    note = "a second acquisition of one lock deadlocks: `cx.with_lock` takes several pieces of data under one"
)]
pub trait After<Held: Lock>: Lock {}
#[diagnostic::do_not_recommend]
impl<L: Lock<Place: order::Later<Held::Place>>, Held: Lock> After<Held> for L {}

/// The order of the places.
mod order {
    use super::place::{First, Last, Second};

    pub trait Later<Than> {}
    impl Later<First> for Second {}
    impl Later<First> for Last {}
    impl Later<Second> for Last {}
}

/// The lock is not held here, and none of the system's own.
///
/// Sealed: a driver cannot implement it.
pub trait NotHeld: LockState {}
impl NotHeld for state::NotHeld {}
impl NotHeld for state::NotAllowed {}

/// A spin lock.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a lock of the system, and a driver has no others",
    label = "not a lock",
    note = "the locks of a miniport: `StartIoLock`, `DpcLock<complete>`, `InterruptLock`, `MessageLock`; of a WDM driver: `DeviceLock`, `InterruptLock`, `CancelLock`"
)]
pub trait Lock: sealed::Sealed + Sized + 'static {
    /// What it raises to.
    type Irql: Irql;
    /// Its place in the order.
    type Place: Place;
    /// What scope `S` knows of it.
    type In<S: Scope>: LockState;
    /// What is known of the lock that comes first, inside of this one, whose own state is `St`.
    type First<S: Scope, St: LockState>: LockState;
    /// What is known of the locks that come second.
    type Second<S: Scope, St: LockState>: LockState;
    /// What is known of the lock that comes last.
    type Last<S: Scope, St: LockState>: LockState;
}

/// Implements [`Lock`] for a family's lock by its place in the order.
macro_rules! lock {
    ([$($h:ident)?] first $lock:ty: $irql:ty) => {
        crate::shared::lock::lock! { @ [$($h)?] $lock: $irql, First, S::First, St, S::Second, S::Last }
    };
    ([$($h:ident)?] second $lock:ty: $irql:ty) => {
        crate::shared::lock::lock! { @ [$($h)?] $lock: $irql, Second, S::Second, S::First, $crate::shared::lock::Of<$lock, St>, S::Last }
    };
    ([$($h:ident)?] last $lock:ty: $irql:ty) => {
        crate::shared::lock::lock! { @ [$($h)?] $lock: $irql, Last, S::Last, S::First, S::Second, St }
    };
    (@ [$($h:ident)?] $lock:ty: $irql:ty, $place:ident, $in:ty, $first:ty, $second:ty, $last:ty) => {
        impl$(<$h: 'static>)? $crate::shared::lock::sealed::Sealed for $lock {}
        #[diagnostic::do_not_recommend]
        impl$(<$h: 'static>)? $crate::shared::lock::Lock for $lock {
            type Irql = $irql;
            type Place = $crate::shared::lock::place::$place;
            type In<S: $crate::shared::scope::Scope> = $in;
            type First<S: $crate::shared::scope::Scope, St: $crate::shared::lock::LockState> = $first;
            type Second<S: $crate::shared::scope::Scope, St: $crate::shared::lock::LockState> = $second;
            type Last<S: $crate::shared::scope::Scope, St: $crate::shared::lock::LockState> = $last;
        }
    };
}
pub(crate) use lock;

/// Devices with this extension have lock `L`, and this is how it is acquired.
///
/// # Safety
/// The two functions acquire and release the lock of the device whose context is given.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `{L}`",
    label = "not a lock of this device extension",
    note = "`DpcLock<f>` is that of a field `Dpc<f>` of the device extension (each of a field `[Dpc<f>; N]` has one that no type names); the data of a message's own lock are a `ByMessage<T, N>`; a dump path has a `DumpLock` only; the other locks are a miniport's, or those of `miniport::wdm` a WDM driver's"
)]
pub unsafe trait HasLock<L: Lock>: Extension {
    /// What a holder keeps on its stack; it does not move while the lock is held.
    #[doc(hidden)]
    type Handle;
    /// The handle of a lock that is not held.
    #[doc(hidden)]
    fn handle() -> Self::Handle;
    /// Acquires it.
    ///
    /// # Safety
    /// The scope may acquire it; the handle stays where it is until the release.
    #[doc(hidden)]
    unsafe fn acquire<S: Scope>(cx: &Context<'_, Self, S>, handle: &mut Self::Handle);
    /// Releases it.
    ///
    /// # Safety
    /// The handle is that of the acquisition, and is released once.
    #[doc(hidden)]
    unsafe fn release<S: Scope>(cx: &Context<'_, Self, S>, handle: &mut Self::Handle);
}

/// Scope `Self` may acquire `L`: the callback may, and what is held comes earlier in the order.
///
/// The IRQL needs no bound: a scope at `DIRQL` holds the interrupt lock, or its locks are all `NotAllowed`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{L}` cannot be acquired in every scope `{Self}`",
    label = "this function is generic over where it runs",
    note = "it says what it acquires: `S: MayAcquire<{L}>` of a parameter, or `impl MayAcquire<{L}>` in place of `impl Scope`"
)]
pub trait MayAcquire<L: Lock>: Scope {}
impl<S: MayAcquire<L>, L: After<Held>, Held: Lock, St: LockState> MayAcquire<L>
    for Holding<S, Held, St>
{
}

/// [`MayAcquire`], as the operations ask for it: what stands between the compiler's words and the table.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{L}` cannot be acquired in every scope `{Self}`",
    label = "this function is generic over where it runs",
    note = "it says what it acquires: `S: MayAcquire<{L}>` of a parameter, or `impl MayAcquire<{L}>` in place of `impl Scope`"
)]
pub trait Acquires<L: Lock>: Scope {}
impl<S: MayAcquire<L>, L: Lock> Acquires<L> for S {}

/// Scope `Self` holds `L`, and the data that it guards is within reach.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{L}` is not held in every scope `{Self}`",
    label = "this function is generic over where it runs",
    note = "it says what is held: `S: Holds<{L}>` of a parameter, or `impl Holds<{L}>` in place of `impl Scope`; or it acquires the lock: `S: MayAcquire<{L}>` and `data.lock(cx, |data, cx| …)`"
)]
pub trait Holds<L: Lock>: Scope {}
impl<S: Scope, L: Lock, Inner: Lock, St: LockState> Holds<L> for Holding<S, Inner, St> where
    L: HeldIn<Self> + NotLentIn<Self>
{
}

/// [`Holds`], as the operations ask for it.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{L}` is not held in every scope `{Self}`",
    label = "this function is generic over where it runs",
    note = "it says what is held: `S: Holds<{L}>` of a parameter, or `impl Holds<{L}>` in place of `impl Scope`; or it acquires the lock: `S: MayAcquire<{L}>` and `data.lock(cx, |data, cx| …)`"
)]
pub trait Reaches<L: Lock>: Scope {}
impl<S: Holds<L>, L: Lock> Reaches<L> for S {}

/// Data that lock `L` guards. It lives in a device extension and belongs to that adapter's lock.
///
/// It is not [`Sync`], so it cannot be a `static`, where two adapters would share it under two locks;
/// `#[derive(DeviceExtension)]` and `#[derive(ExtensionPart)]` know it.
///
/// ```compile_fail
/// # use miniport::prelude::*;
/// static COUNT: Locked<StartIoLock, u32> = Locked::new(0); // shared by all adapters: refused
/// ```
#[derive(Debug)]
pub struct Locked<L, T> {
    lock: PhantomData<fn(L) -> L>,
    // Nothing in a kernel build.
    owner: Owner,
    data: UnsafeCell<T>,
}

impl<L: Lock, T: Default> Default for Locked<L, T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<L: Lock, T> Locked<L, T> {
    /// Wraps `data`.
    pub const fn new(data: T) -> Self {
        Self {
            lock: PhantomData,
            owner: Owner::none(),
            data: UnsafeCell::new(data),
        }
    }

    /// The data, without the lock: the caller owns it, as find-adapter does before it returns the extension.
    pub fn get_mut(&mut self) -> &mut T {
        self.owner.reset();
        self.data.get_mut()
    }

    /// The data, without the lock, by value.
    pub fn into_inner(self) -> T {
        self.data.into_inner()
    }

    /// The data, where the scope holds the lock already. Free of cost.
    ///
    /// The context is borrowed as long as the data is: no second reference to it, or to other data of the same lock,
    /// can exist. Put what is used together into one `Locked`.
    #[inline(always)]
    #[track_caller]
    pub fn get<'c, E: HasLock<L>, S: Reaches<L>>(
        &'c self,
        cx: &'c mut Context<'_, E, S>,
    ) -> &'c mut T {
        self.owner.used_by(&cx.storage().identity);
        // SAFETY: the scope says that lock `L` of the context's adapter is held, and `self` can only be reached from
        // that adapter's callbacks or is a local value (docs/soundness.md, "Locked is exclusive"), as a host build has just
        // looked. The mutable borrow of
        // the context, of which one exists for each callback or lock closure, keeps a second borrow out.
        unsafe { &mut *self.data.get() }
    }

    /// Acquires the lock, runs `f` with the data, releases the lock (`StorPortAcquireSpinLock`, `StorPortReleaseSpinLock`).
    ///
    /// The context that `f` gets runs at the lock's IRQL and holds it, so what is not allowed under the lock does not
    /// compile.
    #[inline(always)]
    #[track_caller]
    pub fn lock<E: HasLock<L>, S: Acquires<L>, R>(
        &self,
        cx: &mut Context<'_, E, S>,
        f: impl FnOnce(&mut T, &mut Context<'_, E, Holding<S, L>>) -> R,
    ) -> R {
        self.owner.used_by(&cx.storage().identity);
        let mut handle = E::handle();
        let held = Acquired::<E, S, L>::new(cx, &mut handle);
        // SAFETY: as in `get`; the lock has just been acquired, and the closure's scope says `LentOut`, for which neither
        // `get` nor `lock` of the same lock exists.
        let data = unsafe { &mut *self.data.get() };
        // SAFETY: lock `L` is held until `held` is dropped, and the outer context is borrowed meanwhile.
        let mut inner = unsafe { held.cx.with_scope() };
        f(data, &mut inner)
    }
}

impl<E: Extension, S: Scope> Context<'_, E, S> {
    /// Acquires lock `L` and runs `f`, in which `get` reaches all data that `L` guards.
    #[inline(always)]
    pub fn with_lock<L: Lock, R>(
        &mut self,
        f: impl FnOnce(&mut Context<'_, E, Holding<S, L, state::HeldAlready>>) -> R,
    ) -> R
    where
        E: HasLock<L>,
        S: Acquires<L>,
    {
        let mut handle = E::handle();
        let held = Acquired::<E, S, L>::new(self, &mut handle);
        // SAFETY: lock `L` is held until `held` is dropped, and the outer context is borrowed meanwhile.
        let mut inner = unsafe { held.cx.with_scope() };
        f(&mut inner)
    }
}

/// A lock that has been acquired and is released when dropped.
///
/// The handle is borrowed, not owned: it may be linked into the lock's queue, so it must not move until the release.
struct Acquired<'c, 'a, E: HasLock<L>, S: Scope, L: Lock> {
    cx: &'c mut Context<'a, E, S>,
    handle: &'c mut E::Handle,
}

impl<'c, 'a, E: HasLock<L>, S: Acquires<L>, L: Lock> Acquired<'c, 'a, E, S, L> {
    #[inline(always)]
    fn new(cx: &'c mut Context<'a, E, S>, handle: &'c mut E::Handle) -> Self {
        // SAFETY: `MayAcquire` is the family's table; the handle is borrowed until the release.
        unsafe { E::acquire(cx, handle) };
        Self { cx, handle }
    }
}

impl<E: HasLock<L>, S: Scope, L: Lock> Drop for Acquired<'_, '_, E, S, L> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: the handle is the one that the acquisition filled, and is released once.
        unsafe { E::release(self.cx, self.handle) }
    }
}

pub(crate) mod sealed {
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a lock of the system, and a driver has no others",
        label = "not a lock",
        note = "the locks of a miniport: `StartIoLock`, `DpcLock<complete>`, `InterruptLock`, `MessageLock`; of a WDM driver: `DeviceLock`, `InterruptLock`, `CancelLock`"
    )]
    pub trait Sealed {}
    impl Sealed for super::state::NotHeld {}
    impl Sealed for super::state::HeldAlready {}
    impl Sealed for super::state::LentOut {}
    impl Sealed for super::state::NotAllowed {}
    impl Sealed for super::state::AfterSystemLock {}
    impl Sealed for super::place::First {}
    impl Sealed for super::place::Second {}
    impl Sealed for super::place::Last {}
    impl<L, St> Sealed for super::Of<L, St> {}
}
