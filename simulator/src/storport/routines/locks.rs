//! `StorPortAcquireSpinLock`, `StorPortReleaseSpinLock`, `StorPortSynchronizeAccess`.

use miniport::ffi;

use super::routine::{Call, routines};
use super::words::Words;
use crate::storport::locks::DPC;
use crate::verifier::{Role, Rule};

routines! {
    /// Calls a routine with the interrupt lock held.
    StorPortSynchronizeAccess(
        extension, routine: ffi::PSTOR_SYNCHRONIZED_ACCESS, context: ffi::PVOID
    ) -> ffi::BOOLEAN, ANY => |call| synchronize_access(call, routine, context), else ffi::FALSE;
}

/// Acquires a lock; `true` if the code has it now.
fn acquire(call: &Call<'_>, lock: ffi::STOR_SPINLOCK, context: usize, handle: usize) -> bool {
    let adapter = call.adapter();
    if handle == 0 {
        call.bad("a spin lock is acquired without a STOR_LOCK_HANDLE");
        return false;
    }
    let Some(kind) = adapter.lock_of(lock, context) else {
        call.bad(format!("{lock} is no spin lock"));
        return false;
    };
    if kind.is_of(&DPC) && !adapter.deferred.has_dpc(context) {
        call.violation(
            Rule::DpcNotInitialised,
            "the DpcLock of a DPC that is not initialised is acquired",
        );
        return false;
    }
    let Some(old_irql) = call.storport.acquire(adapter, kind, handle) else {
        return false;
    };
    let handle = handle as *mut ffi::STOR_LOCK_HANDLE;
    // SAFETY: the driver says that the handle may be written; it is not NULL.
    unsafe {
        (*handle).Lock = lock;
        (*handle).Context.OldIrql = old_irql;
    }
    true
}

/// `StorPortAcquireSpinLock`
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "the upper half of the word is garbage"
)]
pub(super) fn acquire_spin_lock(call: &Call<'_>, [lock, context, handle, ..]: [usize; 6]) {
    acquire(call, lock as ffi::STOR_SPINLOCK, context, handle);
}

/// `StorPortAcquireSpinLockEx`
pub(super) fn acquire_ex(call: &Call<'_>, words: &Words) -> u32 {
    let lock = words.long(0).cast_signed();
    if acquire(call, lock, words.word(1), words.word(2)) {
        ffi::STOR_STATUS_SUCCESS
    } else {
        ffi::STOR_STATUS_UNSUCCESSFUL
    }
}

/// Releases the lock of a handle.
pub(super) fn release(call: &Call<'_>, handle: usize) {
    let number = call.adapter().number;
    let release = |mine: bool| {
        call.kernel
            .release(|held| held.handle == handle && (held.lock.owner == number) == mine)
    };
    if let Some(former) = release(true) {
        // The IRQL goes back to where it was before the acquisition, whatever is held since.
        if former < call.kernel.needed_irql() {
            let message = format!(
                "a spin lock that was acquired at IRQL {former} is released to it, and one is held that was acquired later and needs a higher one"
            );
            call.violation(Rule::LockMisused, message);
        }
    } else {
        let message = if release(false).is_some() {
            "a spin lock of another adapter is released"
        } else {
            "a spin lock is released that this code does not hold, or with another handle than it was acquired with"
        };
        call.violation(Rule::LockNotHeld, message);
    }
}

fn synchronize_access(
    call: &Call<'_>,
    routine: ffi::PSTOR_SYNCHRONIZED_ACCESS,
    context: ffi::PVOID,
) -> ffi::BOOLEAN {
    let Some(routine) = routine else {
        call.bad("StorPortSynchronizeAccess without a routine");
        return ffi::FALSE;
    };
    let adapter = call.adapter();
    let run = || {
        // SAFETY: the driver gave the routine for this extension and context.
        let routine = || unsafe { routine(adapter.device_extension(), context) };
        call.kernel
            .callback(Some(adapter.number), Role::SynchronizedAccess, routine)
    };
    let lock = adapter.interrupt_lock();
    if call.kernel.holds(lock) {
        run()
    } else {
        call.kernel.with_locks(&[lock], run)
    }
}
