//! Spin locks as types, and [`Locked`]: data that only the holder of its lock can reach.
//!
//! A lock comes first, second or last in the order; a wrong order, a second acquisition or a missing release cannot be written.

use core::cell::UnsafeCell;
use core::marker::PhantomData;

use super::context::Context;
use super::extension::Extension;
use super::irql::Irql;
use super::owner::Owner;
use super::scope::{Scope, With};

/// What a scope knows of a lock.
pub mod state {
    /// Not held here, and may be acquired if the order of locks allows it.
    #[derive(Debug)]
    pub enum Free {}
    /// Held here, and the data that it guards is within reach.
    #[derive(Debug)]
    pub enum Held {}
    /// Held here, and the data that it guards is lent out: this is the closure of `Locked::lock`.
    #[derive(Debug)]
    pub enum Taken {}
    /// Not held here, and may not be acquired in this callback.
    #[derive(Debug)]
    pub enum Refused {}
}

/// Lock `L`, one of several that come second in the order, is in state `St`: another one of them guards other data.
#[derive(Debug)]
pub struct Of<L, St>(PhantomData<fn() -> (L, St)>, core::convert::Infallible);

/// One of the types of [`state`], or [`Of`].
///
/// Sealed: a driver cannot implement it.
pub trait LockState: sealed::Sealed + 'static {}
impl LockState for state::Free {}
impl LockState for state::Held {}
impl LockState for state::Taken {}
impl LockState for state::Refused {}
impl<L: Lock, St: LockState> LockState for Of<L, St> {}

/// The lock is held here and its data is within reach.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{L}` is not held here, or its data is lent out already",
    label = "the lock is `{Self}` in this scope",
    note = "where the lock is not held, acquire it: `data.lock(cx, |data, cx| …)`",
    note = "inside `lock`, take several pieces of data under one acquisition with `cx.with_lock::<L, _>(|cx| …)` and `get(cx)`"
)]
pub trait IsHeld<L: Lock>: LockState {}
#[diagnostic::do_not_recommend]
impl<L: Lock> IsHeld<L> for state::Held {}
#[diagnostic::do_not_recommend]
impl<L: Lock> IsHeld<L> for Of<L, state::Held> {}

/// The lock may be acquired here as far as its own state goes.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{L}` cannot be acquired here",
    label = "the lock is `{Self}` in this scope",
    note = "`Held`: the system holds it around this callback, so use `data.get(cx)`; `Taken`: an enclosing `lock` closure holds it (a second acquisition deadlocks)",
    note = "`Refused`: this callback may not acquire it (a miniport: the table on the page of StorPortAcquireSpinLock; a WDM driver: the interrupt is not connected yet, or the page of the lock's routine)",
    note = "a helper that is generic over its scope says what it acquires: `where S: MayAcquire<{L}>`"
)]
pub trait IsFree<L: Lock>: LockState {}
#[diagnostic::do_not_recommend]
impl<L: Lock> IsFree<L> for state::Free {}

/// No lock that comes later in the order is held.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "wrong order of locks: `{L}` comes before a lock that is, or may be, held here",
    label = "a later lock is `{Self}` in this scope",
    note = "acquire the StartIo lock first, then a DPC lock, then the interrupt lock; in a WDM driver the cancel spin lock, the device's lock, the interrupt lock",
    note = "the interrupt lock is last because it raises to DIRQL (SDV rule StorPortSpinLock3); which of the others comes first is this crate's own order",
    note = "a helper that is generic over its scope says what it acquires: `where S: MayAcquire<{L}>`"
)]
pub trait NoLater<L: Lock>: LockState {}
#[diagnostic::do_not_recommend]
impl<L: Lock> NoLater<L> for state::Free {}
#[diagnostic::do_not_recommend]
impl<L: Lock> NoLater<L> for state::Refused {}

/// The lock is not held here.
///
/// Sealed: a driver cannot implement it.
pub trait NotHeld: LockState {}
impl NotHeld for state::Free {}
impl NotHeld for state::Refused {}

/// A spin lock.
///
/// Sealed: a driver cannot implement it.
pub trait Lock: sealed::Sealed + 'static {
    /// What it raises to.
    type Irql: Irql;
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
        crate::shared::lock::lock! { @ [$($h)?] $lock: $irql, S::First, St, S::Second, S::Last }
    };
    ([$($h:ident)?] second $lock:ty: $irql:ty) => {
        crate::shared::lock::lock! { @ [$($h)?] $lock: $irql, S::Second, S::First, $crate::shared::lock::Of<$lock, St>, S::Last }
    };
    ([$($h:ident)?] last $lock:ty: $irql:ty) => {
        crate::shared::lock::lock! { @ [$($h)?] $lock: $irql, S::Last, S::First, S::Second, St }
    };
    (@ [$($h:ident)?] $lock:ty: $irql:ty, $in:ty, $first:ty, $second:ty, $last:ty) => {
        impl$(<$h: 'static>)? $crate::shared::lock::sealed::Sealed for $lock {}
        impl$(<$h: 'static>)? $crate::shared::lock::Lock for $lock {
            type Irql = $irql;
            type In<S: $crate::shared::scope::Scope> = $in;
            type First<S: $crate::shared::scope::Scope, St: $crate::shared::lock::LockState> = $first;
            type Second<S: $crate::shared::scope::Scope, St: $crate::shared::lock::LockState> = $second;
            type Last<S: $crate::shared::scope::Scope, St: $crate::shared::lock::LockState> = $last;
        }
    };
}
pub(crate) use lock;

/// A lock that devices with extension `E` have, and how it is acquired.
///
/// # Safety
/// The two functions acquire and release the lock of the device whose context is given.
pub unsafe trait LockOf<E: Extension>: Lock {
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
    unsafe fn acquire<S: Scope>(cx: &Context<'_, E, S>, handle: &mut Self::Handle);
    /// Releases it.
    ///
    /// # Safety
    /// The handle is that of the acquisition, and is released once.
    #[doc(hidden)]
    unsafe fn release<S: Scope>(cx: &Context<'_, E, S>, handle: &mut Self::Handle);
}

/// The family's table: scope `Self` may acquire `L`.
///
/// The IRQL needs no bound: a scope at `DIRQL` holds the interrupt lock, or its locks are all `Refused`.
///
/// Sealed: a driver cannot implement it.
pub trait MayAcquire<L: Lock>: Scope {}

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
    pub fn get<'c, E, S>(&'c self, cx: &'c mut Context<'_, E, S>) -> &'c mut T
    where
        E: Extension,
        S: Scope,
        L: LockOf<E>,
        L::In<S>: IsHeld<L>,
    {
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
    pub fn lock<E, S, R>(
        &self,
        cx: &mut Context<'_, E, S>,
        f: impl FnOnce(&mut T, &mut Context<'_, E, With<S, L, state::Taken>>) -> R,
    ) -> R
    where
        E: Extension,
        S: MayAcquire<L>,
        L: LockOf<E>,
    {
        self.owner.used_by(&cx.storage().identity);
        let mut handle = L::handle();
        let held = Acquired::<E, S, L>::new(cx, &mut handle);
        // SAFETY: as in `get`; the lock has just been acquired, and the closure's scope says `Taken`, for which neither
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
    pub fn with_lock<L, R>(
        &mut self,
        f: impl FnOnce(&mut Context<'_, E, With<S, L, state::Held>>) -> R,
    ) -> R
    where
        S: MayAcquire<L>,
        L: LockOf<E>,
    {
        let mut handle = L::handle();
        let held = Acquired::<E, S, L>::new(self, &mut handle);
        // SAFETY: lock `L` is held until `held` is dropped, and the outer context is borrowed meanwhile.
        let mut inner = unsafe { held.cx.with_scope() };
        f(&mut inner)
    }
}

/// A lock that has been acquired and is released when dropped.
///
/// The handle is borrowed, not owned: it may be linked into the lock's queue, so it must not move until the release.
struct Acquired<'c, 'a, E: Extension, S: Scope, L: LockOf<E>> {
    cx: &'c mut Context<'a, E, S>,
    handle: &'c mut L::Handle,
}

impl<'c, 'a, E: Extension, S: MayAcquire<L>, L: LockOf<E>> Acquired<'c, 'a, E, S, L> {
    #[inline(always)]
    fn new(cx: &'c mut Context<'a, E, S>, handle: &'c mut L::Handle) -> Self {
        // SAFETY: `MayAcquire` is the family's table; the handle is borrowed until the release.
        unsafe { L::acquire(cx, handle) };
        Self { cx, handle }
    }
}

impl<E: Extension, S: Scope, L: LockOf<E>> Drop for Acquired<'_, '_, E, S, L> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: the handle is the one that the acquisition filled, and is released once.
        unsafe { L::release(self.cx, self.handle) }
    }
}

pub(crate) mod sealed {
    pub trait Sealed {}
    impl Sealed for super::state::Free {}
    impl Sealed for super::state::Held {}
    impl Sealed for super::state::Taken {}
    impl Sealed for super::state::Refused {}
    impl<L, St> Sealed for super::Of<L, St> {}
}
