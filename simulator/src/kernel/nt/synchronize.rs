//! Code that runs with the lock of an interrupt, beside its service routine.

use std::rc::Rc;

use miniport::ffi;

use super::call::{Call, routines};
use super::interrupt::Connection;
use super::irql::lower_to;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::time::cost;
use crate::verifier::{Role, Rule};

routines! {
    /// Calls a routine with the interrupt spin lock held: what it returned.
    KeSynchronizeExecution(
        interrupt: ffi::PKINTERRUPT, routine: ffi::PKSYNCHRONIZE_ROUTINE, context: ffi::PVOID
    ) -> ffi::BOOLEAN, UP_TO_DIRQL => |call| synchronize(call, interrupt, routine, context), else ffi::FALSE;
    /// Acquires the interrupt spin lock; the former IRQL.
    KeAcquireInterruptSpinLock(interrupt: ffi::PKINTERRUPT) -> ffi::KIRQL, UP_TO_DIRQL
        => |call| acquire(call, interrupt), else PASSIVE_LEVEL;
    /// Releases the interrupt spin lock.
    KeReleaseInterruptSpinLock(interrupt: ffi::PKINTERRUPT, irql: ffi::KIRQL) -> (), UP_TO_DIRQL
        => |call| release(call, interrupt, irql), else ();
}

/// The connection of an interrupt object, whose lock the code does not hold.
fn connection_of(call: &Call<'_>, interrupt: ffi::PKINTERRUPT) -> Option<Rc<Connection>> {
    let connection = call.kernel.connection_of(interrupt);
    let Some(connection) = connection else {
        call.violation(
            Rule::InterruptConnection,
            format!(
                "{}: the interrupt object is none, or was disconnected",
                call.routine.name
            ),
        );
        return None;
    };
    call.kernel.charge(cost::LOCK);
    call.kernel
        .check_order(call.adapter, connection.lock)
        .then_some(connection)
}

fn synchronize(
    call: &Call<'_>,
    interrupt: ffi::PKINTERRUPT,
    routine: ffi::PKSYNCHRONIZE_ROUTINE,
    context: ffi::PVOID,
) -> ffi::BOOLEAN {
    let Some(routine) = routine else {
        call.bad("the routine is NULL");
        return ffi::FALSE;
    };
    let Some(connection) = connection_of(call, interrupt) else {
        return ffi::FALSE;
    };
    let owner = Some(connection.function.owner);
    call.kernel.with_locks(&[connection.lock], || {
        // SAFETY: the driver gave the routine for this context.
        let routine = || unsafe { routine(context) };
        call.kernel.callback(owner, Role::KSynchronize, routine)
    })
}

fn acquire(call: &Call<'_>, interrupt: ffi::PKINTERRUPT) -> u8 {
    match connection_of(call, interrupt) {
        Some(connection) => call.kernel.acquire(connection.lock, interrupt as usize),
        None => call.kernel.fiber().irql.get(),
    }
}

fn release(call: &Call<'_>, interrupt: ffi::PKINTERRUPT, irql: u8) {
    let held = call
        .kernel
        .take_back(|held| held.handle == interrupt as usize);
    let Some(held) = held else {
        call.violation(
            Rule::LockNotHeld,
            "an interrupt spin lock is released that this code does not hold",
        );
        return;
    };
    if irql != held.old_irql {
        call.violation(
            Rule::LockMisused,
            format!(
                "the {} is released to IRQL {irql}, and was acquired at {}",
                held.lock, held.old_irql
            ),
        );
    }
    lower_to(call, held.old_irql);
    call.kernel.preemption_point();
}
