//! `StorPortAcquireSpinLock`, `StorPortReleaseSpinLock`, `StorPortSynchronizeAccess`.

use miniport::ffi;

use super::routine::{ANY, Call, Routine};
use crate::callback::Role;
use crate::processor::Lock;
use crate::verifier::Rule;

static SYNCHRONIZE: Routine = Routine::new("StorPortSynchronizeAccess", ANY);

/// Acquires a lock; `true` if the code has it now.
pub(super) fn acquire(
    call: &Call<'_>,
    lock: ffi::STOR_SPINLOCK,
    context: usize,
    handle: usize,
) -> bool {
    let adapter = call.adapter();
    if handle == 0 {
        call.bad("a spin lock is acquired without a STOR_LOCK_HANDLE");
        return false;
    }
    let Some(kind) = Lock::from_ffi(lock, context) else {
        call.bad(format!("{lock} is no spin lock"));
        return false;
    };
    if let Lock::Dpc(dpc) = kind
        && !adapter.deferred.dpcs.borrow().contains_key(&dpc)
    {
        call.violation(
            Rule::DpcNotInitialised,
            "the DpcLock of a DPC that is not initialised is acquired",
        );
        return false;
    }
    if !call.core.acquire(adapter, kind, handle) {
        return false;
    }
    let old_irql = call
        .core
        .fiber()
        .held
        .borrow()
        .last()
        .map_or(0, |held| held.old_irql);
    let handle = handle as *mut ffi::STOR_LOCK_HANDLE;
    // SAFETY: the driver says that the handle may be written; it is not NULL.
    unsafe {
        (*handle).Lock = lock;
        (*handle).Context.OldIrql = old_irql;
    }
    true
}

/// Releases the lock of a handle.
pub(super) fn release(call: &Call<'_>, handle: usize) {
    if !call.core.release(call.adapter(), handle) {
        let other = call.core.adapters().iter().any(|adapter| {
            adapter.number != call.adapter().number && call.core.release(adapter, handle)
        });
        let message = if other {
            "a spin lock of another adapter is released"
        } else {
            "a spin lock is released that this code does not hold, or with another handle than it was acquired with"
        };
        call.violation(Rule::LockNotHeld, message);
    }
}

/// Calls a routine with the interrupt lock held.
#[unsafe(no_mangle)]
extern "C" fn StorPortSynchronizeAccess(
    extension: ffi::PVOID,
    routine: ffi::PSTOR_SYNCHRONIZED_ACCESS,
    context: ffi::PVOID,
) -> ffi::BOOLEAN {
    let Some(call) = Call::enter(&SYNCHRONIZE, extension) else {
        return ffi::FALSE;
    };
    let Some(routine) = routine else {
        call.bad("StorPortSynchronizeAccess without a routine");
        return ffi::FALSE;
    };
    let core = call.core;
    let adapter = call.adapter();
    let run = || {
        // SAFETY: the driver gave the routine for this extension and context.
        core.callback(Some(adapter), Role::SynchronizedAccess, || unsafe {
            routine(extension, context)
        })
    };
    if adapter.locks.owner(Lock::Interrupt) == Some(core.fiber().id) {
        run()
    } else {
        core.with_locks(adapter, &[Lock::Interrupt], run)
    }
}
