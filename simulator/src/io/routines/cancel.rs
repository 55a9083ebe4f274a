//! Cancellation.

use miniport::ffi;

use super::call::{Call, routines};
use crate::verifier::Rule;

routines! {
    /// Acquires the cancel spin lock.
    IoAcquireCancelSpinLock(irql: ffi::PKIRQL) -> (), UP_TO_DISPATCH => |call| acquire(call, irql), else ();
    /// Releases it.
    IoReleaseCancelSpinLock(irql: ffi::KIRQL) -> (), DISPATCH
        => |call| call.manager.release_cancel_lock_from(call.owner, irql), else ();
    /// Cancels an IRP; whether it had a cancel routine.
    IoCancelIrp(irp: ffi::PIRP) -> ffi::BOOLEAN, UP_TO_DISPATCH => |call| cancel(call, irp).into(), else ffi::FALSE;
}

fn acquire(call: &Call<'_>, place: ffi::PKIRQL) {
    if place.is_null() {
        call.bad("the place for the IRQL is NULL");
        return;
    }
    if !call.manager.may_acquire_cancel_lock(call.owner) {
        call.manager.kernel.die();
    }
    let former = call.manager.acquire_cancel_lock();
    // SAFETY: checked above.
    unsafe { place.write(former) };
}

fn cancel(call: &Call<'_>, raw: ffi::PIRP) -> bool {
    let Some(irp) = call.manager.irp(raw) else {
        call.broke(
            Rule::UseAfterCompletion,
            format!("{raw:p} is cancelled, and is no IRP, or was completed or freed"),
        );
        return false;
    };
    call.manager.cancel_irp(&irp)
}
