//! The IRQL of the code that runs.

#[cfg(images)]
use std::cmp::Ordering;

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::core::Kernel;
use crate::kernel::level::{DISPATCH_LEVEL, HIGH_LEVEL, PASSIVE_LEVEL};
use crate::kernel::routine::exports;
use crate::verifier::Rule;

exports! { table CURRENT;
    /// The IRQL of the current processor; `PASSIVE_LEVEL` where no machine runs, for instance in a unit test of a driver.
    KeGetCurrentIrql() -> ffi::KIRQL =
        Kernel::current().map_or(PASSIVE_LEVEL, |kernel| kernel.fiber().irql.get());
}

routines! {
    /// Raises the IRQL; the former one.
    KfRaiseIrql(irql: ffi::KIRQL) -> ffi::KIRQL, ANY => |call| raise(call, irql), else PASSIVE_LEVEL;
    /// Lowers the IRQL to what `KfRaiseIrql` gave.
    KeLowerIrql(irql: ffi::KIRQL) -> (), ANY => |call| lower(call, irql), else ();
}

/// The IRQL, as an image reads it from the processor.
#[cfg(images)]
pub(crate) fn current() -> ffi::KIRQL {
    KeGetCurrentIrql()
}

/// The IRQL becomes another, as an image writes it to the processor.
#[cfg(images)]
pub(crate) fn set_by_image(irql: u64) {
    let irql = u8::try_from(irql).unwrap_or(u8::MAX);
    match irql.cmp(&current()) {
        Ordering::Greater => {
            KfRaiseIrql(irql);
        }
        Ordering::Less => KeLowerIrql(irql),
        Ordering::Equal => {}
    }
}

fn raise(call: &Call<'_>, irql: u8) -> u8 {
    let fiber = call.kernel.fiber();
    let before = fiber.irql.get();
    if irql < before || irql > HIGH_LEVEL {
        call.violation(
            Rule::RaiseLower,
            format!("KeRaiseIrql from IRQL {before} to {irql}"),
        );
        return before;
    }
    let mut raised = fiber.raised.borrow_mut();
    // What was raised in a callback that has returned since.
    raised.retain(|&(_, to)| to <= before);
    raised.push((before, irql));
    fiber.irql.set(irql);
    before
}

fn lower(call: &Call<'_>, irql: u8) {
    let kernel = call.kernel;
    let fiber = kernel.fiber();
    let before = fiber.irql.get();
    let wrong = |what: String| call.violation(Rule::RaiseLower, what);
    if irql > before {
        wrong(format!("KeLowerIrql from IRQL {before} to {irql}"));
        return;
    }
    let given = {
        let mut raised = fiber.raised.borrow_mut();
        raised.retain(|&(_, to)| to <= before);
        raised.pop()
    };
    match given {
        None => wrong(format!("KeLowerIrql to {irql} without KeRaiseIrql")),
        Some((from, _)) if from != irql => wrong(format!(
            "KeLowerIrql to {irql}, and KeRaiseIrql gave {from}"
        )),
        Some(_) => {}
    }
    lower_to(call, irql);
}

/// Lowers the IRQL, at most to what the locks need that the code holds; what waited for it may run.
pub(super) fn lower_to(call: &Call<'_>, irql: u8) {
    let kernel = call.kernel;
    let needed = kernel.needed_irql();
    if irql < needed {
        call.violation(
            Rule::LockMisused,
            format!("the IRQL is lowered to {irql} while a spin lock is held that needs {needed}"),
        );
    }
    kernel.fiber().irql.set(irql.max(needed));
    if irql < DISPATCH_LEVEL {
        kernel.preemption_point();
    }
}
