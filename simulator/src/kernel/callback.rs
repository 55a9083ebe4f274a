//! What is done around every call into a driver.

use std::time::Instant;

use super::core::Kernel;
use super::level::DISPATCH_LEVEL;
use super::time::{cost, limit};
use crate::verifier::{Role, Rule, StackFrame};

impl Kernel {
    /// Calls into the driver: `call` is the callback, at the IRQL and with the locks that the coroutine has.
    pub fn callback<R>(&self, adapter: Option<usize>, role: Role, call: impl FnOnce() -> R) -> R {
        let fiber = self.fiber();
        let irql = fiber.irql.get();
        let held = self.number_held(fiber);
        let started = fiber.consumed.get();
        self.charge(cost::CALLBACK);
        self.mark(role, adapter);
        fiber.frames.borrow_mut().push(StackFrame {
            role,
            adapter,
            irql,
            routine: None,
        });
        let clock = self.settings.measure_host_time.then(Instant::now);

        let result = call();

        let host = clock.map(|clock| u64::try_from(clock.elapsed().as_nanos()).unwrap_or(u64::MAX));
        // The coroutine is the same one, perhaps on another processor.
        let elapsed = fiber.consumed.get() - started;
        if self.number_held(fiber) != held {
            self.locks_left(adapter, held);
        }
        if fiber.irql.get() != irql {
            self.violation(
                Rule::IrqlChanged,
                adapter,
                format!(
                    "{role} was called at IRQL {irql} and returned at {}",
                    fiber.irql.get()
                ),
            );
            fiber.irql.set(irql);
        }
        if elapsed > limit::INTERRUPT {
            self.check_duration(adapter, role, irql, elapsed);
        }
        fiber.frames.borrow_mut().pop();
        self.verifier.count(role, irql, elapsed, host);
        result
    }

    #[cold]
    fn check_duration(&self, adapter: Option<usize>, role: Role, irql: u8, elapsed: u64) {
        let took = std::time::Duration::from_nanos(elapsed);
        if matches!(role, Role::HwInterrupt | Role::HwMessageSignaledInterrupt) {
            self.violation(Rule::TimeBudget, adapter, format!("{role} took {took:?}"));
        } else if irql >= DISPATCH_LEVEL && elapsed > limit::DISPATCH {
            self.violation(
                Rule::Stall,
                adapter,
                format!("{role} took {took:?} at IRQL {irql}"),
            );
        }
    }
}
