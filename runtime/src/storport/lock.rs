//! Storport's spin locks.
//!
//! Their order is StartIo, then DPC, then interrupt. The page of `StorPortAcquireSpinLock` says "DPC or StartIo", then interrupt: that
//! StartIo comes before DPC is this crate's own choice, because two orders of the same two locks in one driver deadlock.

pub use crate::shared::lock::*;

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr;

use super::deferred::HasDpc;
use super::extension::DeviceExtension;
use super::kind::HasHardware;
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::irql::{self, AtMost};
use crate::shared::lock::lock as implement;
use crate::shared::scope::Scope;

/// The StartIo lock: serialises `HW_STARTIO` (one channel), `HW_TIMER` and `HW_RESET_BUS`. Raises to `DISPATCH_LEVEL`.
#[derive(Debug)]
pub enum StartIoLock {}

/// The lock of the DPC that `H` handles. Raises to `DISPATCH_LEVEL`.
#[derive(Debug)]
pub struct DpcLock<H>(PhantomData<fn() -> H>, core::convert::Infallible);

/// The interrupt lock: held in `HW_INTERRUPT`. Raises to the `DIRQL` of the interrupt.
#[derive(Debug)]
pub enum InterruptLock {}

implement! { [] first StartIoLock: irql::Dispatch }
implement! { [H] second DpcLock<H>: irql::Dispatch }
implement! { [] last InterruptLock: irql::Dirql }

/// Implements [`HasLock`] by `StorPortAcquireSpinLock`, with a `STOR_SPINLOCK` value and a `LockContext`.
macro_rules! acquired {
    ($($(#[$doc:meta])* [$($bounds:tt)*] $lock:ty, $spinlock:expr, $context:expr;)+) => {$(
        $(#[$doc])*
        // SAFETY: the value names the lock, and the context is what it needs.
        unsafe impl<$($bounds)*> HasLock<$lock> for E {
            type Handle = ffi::STOR_LOCK_HANDLE;
            fn handle() -> Self::Handle {
                zeroed_handle()
            }
            #[inline(always)]
            unsafe fn acquire<S: Scope>(cx: &Context<'_, E, S>, handle: &mut Self::Handle) {
                let context: fn(&Storage<E>) -> ffi::PVOID = $context;
                // SAFETY: the caller's word; the extension is the context's own.
                unsafe {
                    ffi::StorPortAcquireSpinLock(cx.device_extension(), $spinlock, context(cx.storage()), handle);
                }
            }
            #[inline(always)]
            unsafe fn release<S: Scope>(cx: &Context<'_, E, S>, handle: &mut Self::Handle) {
                // SAFETY: the caller's word.
                unsafe { ffi::StorPortReleaseSpinLock(cx.device_extension(), handle) }
            }
        }
    )+};
}
acquired! {
    [E: DeviceExtension] StartIoLock, ffi::StartIoLock, |_| ptr::null_mut();
    /// Adapters of a virtual miniport have no interrupt, and no interrupt lock.
    [E: DeviceExtension<Kind: HasHardware>] InterruptLock, ffi::InterruptLock, |_| ptr::null_mut();
    [E: HasDpc<H>, H: 'static] DpcLock<H>, ffi::DpcLock, |storage| storage.slot(E::OFFSET).as_ptr();
}

/// No spin lock is held, and the IRQL is at most `DISPATCH_LEVEL`: a service IRP may be completed.
///
/// The page of `StorPortCompleteServiceIrp` says nothing of locks; that of `IoCompleteRequest`, which it stands for, forbids it under one.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "a service IRP is not completed while a spin lock is held",
    label = "a lock is, or may be, held here",
    note = "whoever gets the IRP may send the next one, whose handler wants the same lock: take the IRP out under the lock, and complete it after the closure",
    note = "Storport holds the StartIo lock around `#[hw_timer]`, `#[hw_reset_bus]` and `#[hw_state_change]`: hand the IRP to a DPC, `adapter.answer.issue(cx, irp)`",
    note = "a helper that is generic over its scope says `where S: HoldsNoLock`"
)]
pub trait HoldsNoLock: Scope {}
#[diagnostic::do_not_recommend]
impl<S> HoldsNoLock for S where
    S: Scope<First: NotHeld, Second: NotHeld, Last: NotHeld, Irql: AtMost<irql::Dispatch>>
{
}

/// The handle of a lock that is not held.
pub(crate) fn zeroed_handle() -> ffi::STOR_LOCK_HANDLE {
    // SAFETY: `STOR_LOCK_HANDLE` is plain integers and pointers, for which zero is a value.
    unsafe { MaybeUninit::zeroed().assume_init() }
}
