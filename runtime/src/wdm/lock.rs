//! The spin locks of a WDM driver. Their order: the cancel spin lock, the device's lock, the interrupt spin lock (pages "Cancel routines",
//! `KeAcquireInterruptSpinLock`; that the cancel lock comes before a driver's own is the order of every cancel routine).

pub use crate::shared::lock::*;

use core::mem::MaybeUninit;

use super::extension::{HasInterrupt, WdmExtension};
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::irql::{self, AtMost};
use crate::shared::lock::lock as implement;
use crate::shared::scope::Scope;

/// The cancel spin lock, one for the whole system. Raises to `DISPATCH_LEVEL`. Keep it short.
#[derive(Debug)]
pub enum CancelLock {}

/// The device's own spin lock (queued). Raises to `DISPATCH_LEVEL`.
#[derive(Debug)]
pub enum DeviceLock {}

/// The interrupt spin lock of the device: held in the service routine. Raises to `DIRQL`.
#[derive(Debug)]
pub enum InterruptLock {}

implement! { [] first CancelLock: irql::Dispatch }
implement! { [] second DeviceLock: irql::Dispatch }
implement! { [] last InterruptLock: irql::Dirql }

// SAFETY: the pair of routines of the cancel spin lock.
unsafe impl<E: WdmExtension> HasLock<CancelLock> for E {
    type Handle = ffi::KIRQL;
    fn handle() -> ffi::KIRQL {
        0
    }
    #[inline(always)]
    unsafe fn acquire<S: Scope>(_: &Context<'_, E, S>, handle: &mut ffi::KIRQL) {
        // SAFETY: the caller's word: up to DISPATCH_LEVEL.
        unsafe { ffi::IoAcquireCancelSpinLock(handle) };
    }
    #[inline(always)]
    unsafe fn release<S: Scope>(_: &Context<'_, E, S>, handle: &mut ffi::KIRQL) {
        // SAFETY: the caller's word.
        unsafe { ffi::IoReleaseCancelSpinLock(*handle) };
    }
}

// SAFETY: the pair of routines for the lock in the device's extension.
unsafe impl<E: WdmExtension> HasLock<DeviceLock> for E {
    type Handle = ffi::KLOCK_QUEUE_HANDLE;
    fn handle() -> Self::Handle {
        // SAFETY: the structure is plain integers and pointers, for which zero is a value.
        unsafe { MaybeUninit::zeroed().assume_init() }
    }
    #[inline(always)]
    unsafe fn acquire<S: Scope>(cx: &Context<'_, E, S>, handle: &mut Self::Handle) {
        // SAFETY: the caller's word; the lock was initialised when the device was added, and does not move.
        unsafe {
            ffi::KeAcquireInStackQueuedSpinLock(cx.storage().kept.device_lock.get(), handle);
        }
    }
    #[inline(always)]
    unsafe fn release<S: Scope>(_: &Context<'_, E, S>, handle: &mut Self::Handle) {
        // SAFETY: the caller's word.
        unsafe { ffi::KeReleaseInStackQueuedSpinLock(handle) };
    }
}

/// A device without an interrupt has no interrupt lock.
// SAFETY: the pair of routines for the interrupt object of the device, which is connected wherever a scope lets the lock be acquired.
unsafe impl<E: WdmExtension<Interrupts: HasInterrupt>> HasLock<InterruptLock> for E {
    // The object too: by the release a message may have noted another.
    type Handle = (ffi::PKINTERRUPT, ffi::KIRQL);
    fn handle() -> Self::Handle {
        (core::ptr::null_mut(), 0)
    }
    #[inline(always)]
    unsafe fn acquire<S: Scope>(cx: &Context<'_, E, S>, (object, irql): &mut Self::Handle) {
        *object = cx.storage().kept.interrupt.object();
        // SAFETY: the caller's word.
        *irql = unsafe { ffi::KeAcquireInterruptSpinLock(*object) };
    }
    #[inline(always)]
    unsafe fn release<S: Scope>(_: &Context<'_, E, S>, (object, irql): &mut Self::Handle) {
        // SAFETY: the caller's word.
        unsafe { ffi::KeReleaseInterruptSpinLock(*object, *irql) };
    }
}

/// No spin lock is held, none of the system's own either, and the IRQL is at most `DISPATCH_LEVEL`: an IRP may be completed (SDV rule
/// `SpinLockSafe`).
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "an IRP is not completed or handed on while a spin lock is held",
    label = "a lock is, or may be, held here",
    note = "SDV rule SpinLockSafe: whoever gets the IRP may want the same lock; take the IRP out under the lock, and complete it after the closure",
    note = "`#[driver_cancel]` and service routines hold a lock too: the runtime completes a cancelled IRP, and a service routine hands its IRP to the `DpcForIsr`",
    note = "`#[io_timer]` may run under the I/O manager's lock of all timers: it queues a `CustomDpc`, which completes, or hands its IRP to the `DpcForIsr`",
    note = "a helper that is generic over its scope says `where S: HoldsNoLock`"
)]
pub trait HoldsNoLock: Scope {}
// Who holds no lock is at most at DISPATCH_LEVEL: one rule for both, so that breaking it is one error.
#[diagnostic::do_not_recommend]
impl<S> HoldsNoLock for S where
    S: Scope<First: NotHeld, Second: NotHeld, Last: NotHeld, Irql: AtMost<irql::Dispatch>>
{
}
