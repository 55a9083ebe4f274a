//! Storport's spin locks as types, and [`Locked`]: data that only the holder of its lock can reach.
//!
//! The order of locks is StartIo, then DPC, then interrupt; a wrong order, a second acquisition or a missing release cannot be
//! written. The page of `StorPortAcquireSpinLock` says "DPC or StartIo", then interrupt: that StartIo comes before DPC is this crate's
//! own choice, because two orders of the same two locks in one driver deadlock.

use core::cell::UnsafeCell;
use core::marker::PhantomData;
use core::mem::MaybeUninit;

use crate::context::Context;
use crate::deferred::HasDpc;
use crate::extension::DeviceExtension;
use crate::ffi;
use crate::kind::HasHardware;
use crate::owner::Owner;
use crate::scope::{Ready, Scope, With};

/// The StartIo lock: serialises `HW_STARTIO` (one channel), `HW_TIMER` and `HW_RESET_BUS`. Raises to `DISPATCH_LEVEL`.
#[derive(Debug)]
pub enum StartIoLock {}

/// The lock of the DPC that `H` handles. Raises to `DISPATCH_LEVEL`.
#[derive(Debug)]
pub struct DpcLock<H>(PhantomData<fn() -> H>, core::convert::Infallible);

/// The interrupt lock: held in `HW_INTERRUPT`. Raises to the `DIRQL` of the interrupt.
#[derive(Debug)]
pub enum InterruptLock {}

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

/// A DPC lock is in state `St`, and it is that of the DPC which `H` handles: the lock of another DPC guards other data.
#[derive(Debug)]
pub struct OfDpc<H, St>(PhantomData<fn() -> (H, St)>, core::convert::Infallible);

/// One of the types of [`state`], or [`OfDpc`].
///
/// Sealed: a driver cannot implement it.
pub trait LockState: sealed::Sealed + 'static {}
impl LockState for state::Free {}
impl LockState for state::Held {}
impl LockState for state::Taken {}
impl LockState for state::Refused {}
impl<H: 'static, St: LockState> LockState for OfDpc<H, St> {}

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
impl<H: 'static> IsHeld<DpcLock<H>> for OfDpc<H, state::Held> {}

/// The lock may be acquired here as far as its own state goes.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{L}` cannot be acquired here",
    label = "the lock is `{Self}` in this scope",
    note = "`Held`: the port driver holds it around this callback, so use `data.get(cx)`; `Taken`: an enclosing `lock` closure holds it (a second acquisition deadlocks)",
    note = "`Refused`: StorPortAcquireSpinLock does not allow it in this callback",
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
    note = "acquire the StartIo lock first, then a DPC lock, then the interrupt lock: SDV rule StorPortSpinLock3 wants the interrupt lock last; that StartIo comes before DPC is this crate's own order",
    note = "a helper that is generic over its scope says what it acquires: `where S: MayAcquire<{L}>`"
)]
pub trait NoLater<L: Lock>: LockState {}
#[diagnostic::do_not_recommend]
impl<L: Lock> NoLater<L> for state::Free {}
#[diagnostic::do_not_recommend]
impl<L: Lock> NoLater<L> for state::Refused {}

/// A Storport lock.
///
/// Sealed: a driver cannot implement it.
pub trait Lock: sealed::Sealed + 'static {
    /// What scope `S` knows of it.
    type In<S: Scope>: LockState;
}

impl Lock for StartIoLock {
    type In<S: Scope> = S::StartIo;
}
impl<H: 'static> Lock for DpcLock<H> {
    type In<S: Scope> = S::Dpc;
}
impl Lock for InterruptLock {
    type In<S: Scope> = S::Interrupt;
}

/// A lock that adapters with extension `E` have, and how to name it to `StorPortAcquireSpinLock`.
///
/// # Safety
/// `SPINLOCK` and `context` are those of the lock in the adapter whose context is given.
pub unsafe trait LockOf<E: DeviceExtension>: Lock {
    /// The `STOR_SPINLOCK` value.
    #[doc(hidden)]
    const SPINLOCK: ffi::STOR_SPINLOCK;
    /// The `LockContext` argument.
    #[doc(hidden)]
    fn context<S: Scope>(cx: &Context<'_, E, S>) -> ffi::PVOID;
}

// SAFETY: every adapter has a StartIo lock, which needs no context.
unsafe impl<E: DeviceExtension> LockOf<E> for StartIoLock {
    const SPINLOCK: ffi::STOR_SPINLOCK = ffi::StartIoLock;
    fn context<S: Scope>(_: &Context<'_, E, S>) -> ffi::PVOID {
        core::ptr::null_mut()
    }
}

/// Adapters of a virtual miniport have no interrupt, and no interrupt lock.
// SAFETY: a physical adapter has an interrupt lock, which needs no context.
unsafe impl<E: DeviceExtension<Kind: HasHardware>> LockOf<E> for InterruptLock {
    const SPINLOCK: ffi::STOR_SPINLOCK = ffi::InterruptLock;
    fn context<S: Scope>(_: &Context<'_, E, S>) -> ffi::PVOID {
        core::ptr::null_mut()
    }
}

// SAFETY: the context is the DPC of the adapter.
unsafe impl<E: HasDpc<H>, H: 'static> LockOf<E> for DpcLock<H> {
    const SPINLOCK: ffi::STOR_SPINLOCK = ffi::DpcLock;
    fn context<S: Scope>(cx: &Context<'_, E, S>) -> ffi::PVOID {
        cx.storage().slot(E::OFFSET).as_ptr()
    }
}

/// The table of `StorPortAcquireSpinLock`: scope `Self` may acquire `L`.
///
/// The IRQL needs no bound: a scope at `DIRQL` holds the interrupt lock, or its locks are all `Refused`.
///
/// Sealed: a driver cannot implement it.
pub trait MayAcquire<L: Lock>: Scope {}

impl<S: Scope> MayAcquire<StartIoLock> for S
where
    S::Interrupt: NoLater<StartIoLock>,
    S::Dpc: NoLater<StartIoLock>,
    S::StartIo: IsFree<StartIoLock>,
{
}

impl<S: Scope<Deferred = Ready>, H: 'static> MayAcquire<DpcLock<H>> for S
where
    S::Interrupt: NoLater<DpcLock<H>>,
    S::Dpc: IsFree<DpcLock<H>>,
{
}

impl<S: Scope> MayAcquire<InterruptLock> for S where S::Interrupt: IsFree<InterruptLock> {}

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
        E: DeviceExtension,
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
        E: DeviceExtension,
        S: MayAcquire<L>,
        L: LockOf<E>,
        With<S, L, state::Taken>: Scope,
    {
        self.owner.used_by(&cx.storage().identity);
        let mut handle = zeroed_handle();
        let held = Acquired::new::<L>(cx, &mut handle);
        // SAFETY: as in `get`; the lock has just been acquired, and the closure's scope says `Taken`, for which neither
        // `get` nor `lock` of the same lock exists.
        let data = unsafe { &mut *self.data.get() };
        // SAFETY: lock `L` is held until `held` is dropped, and the outer context is borrowed meanwhile.
        let mut inner = unsafe { held.cx.with_scope() };
        f(data, &mut inner)
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Acquires lock `L` and runs `f`, in which `get` reaches all data that `L` guards.
    #[inline(always)]
    pub fn with_lock<L, R>(
        &mut self,
        f: impl FnOnce(&mut Context<'_, E, With<S, L, state::Held>>) -> R,
    ) -> R
    where
        S: MayAcquire<L>,
        L: LockOf<E>,
        With<S, L, state::Held>: Scope,
    {
        let mut handle = zeroed_handle();
        let held = Acquired::new::<L>(self, &mut handle);
        // SAFETY: lock `L` is held until `held` is dropped, and the outer context is borrowed meanwhile.
        let mut inner = unsafe { held.cx.with_scope() };
        f(&mut inner)
    }
}

/// A lock that has been acquired and is released when dropped.
///
/// The handle is borrowed, not owned: Storport links it into the lock's queue, so it must not move until the release.
struct Acquired<'c, 'a, E: DeviceExtension, S: Scope> {
    cx: &'c mut Context<'a, E, S>,
    handle: &'c mut ffi::STOR_LOCK_HANDLE,
}

impl<'c, 'a, E: DeviceExtension, S: Scope> Acquired<'c, 'a, E, S> {
    #[inline(always)]
    fn new<L: LockOf<E>>(
        cx: &'c mut Context<'a, E, S>,
        handle: &'c mut ffi::STOR_LOCK_HANDLE,
    ) -> Self
    where
        S: MayAcquire<L>,
    {
        let context = L::context(cx);
        // SAFETY: the extension is the context's own; `MayAcquire` is the table of the routine's documentation page.
        unsafe {
            ffi::StorPortAcquireSpinLock(cx.device_extension(), L::SPINLOCK, context, handle);
        };
        Self { cx, handle }
    }
}

impl<E: DeviceExtension, S: Scope> Drop for Acquired<'_, '_, E, S> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: the handle is the one that the acquisition filled, and is released once.
        unsafe { ffi::StorPortReleaseSpinLock(self.cx.device_extension(), self.handle) }
    }
}

/// The handle of a lock that is not held.
pub(crate) fn zeroed_handle() -> ffi::STOR_LOCK_HANDLE {
    // SAFETY: `STOR_LOCK_HANDLE` is plain integers and pointers, for which zero is a value.
    unsafe { MaybeUninit::zeroed().assume_init() }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::state::Free {}
    impl Sealed for super::state::Held {}
    impl Sealed for super::state::Taken {}
    impl Sealed for super::state::Refused {}
    impl<H, St> Sealed for super::OfDpc<H, St> {}
    impl Sealed for super::StartIoLock {}
    impl Sealed for super::InterruptLock {}
    impl<H> Sealed for super::DpcLock<H> {}
}
