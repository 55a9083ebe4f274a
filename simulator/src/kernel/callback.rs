//! What is done around every call into a driver.

use std::time::Instant;

use super::core::Kernel;
use super::level::DISPATCH_LEVEL;
use super::time::{cost, limit};
use crate::verifier::{Role, Rule, StackFrame};

/// How a callback is called, and how it has to return.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calling {
    /// The adapter, the driver or the device that it is called for.
    pub owner: Option<usize>,
    pub role: Role,
    /// What a dispatch routine is asked for.
    pub request: Option<&'static str>,
    /// The IRQL that it returns at, and that it releases one lock, where it does not return as it was called.
    pub releases_to: Option<u8>,
}

impl Kernel {
    /// Calls into the driver: `call` is the callback, at the IRQL and with the locks that the coroutine has.
    pub fn callback<R>(&self, owner: Option<usize>, role: Role, call: impl FnOnce() -> R) -> R {
        let calling = Calling {
            owner,
            role,
            request: None,
            releases_to: None,
        };
        self.call_back(calling, call)
    }

    /// Calls into the driver as `calling` says.
    pub fn call_back<R>(&self, calling: Calling, call: impl FnOnce() -> R) -> R {
        let Calling { owner, role, .. } = calling;
        let fiber = self.fiber();
        let called_at = fiber.irql.get();
        let irql = calling.releases_to.unwrap_or(called_at);
        let held = self.number_held(fiber) - usize::from(calling.releases_to.is_some());
        let started = fiber.consumed.get();
        self.charge(cost::CALLBACK);
        self.mark(role, owner);
        fiber.frames.borrow_mut().push(StackFrame {
            role,
            request: calling.request,
            adapter: owner,
            irql: called_at,
            routine: None,
        });
        let clock = self.settings.measure_host_time.then(Instant::now);

        let result = call();

        let host = clock.map(|clock| u64::try_from(clock.elapsed().as_nanos()).unwrap_or(u64::MAX));
        // The coroutine is the same one, perhaps on another processor.
        let elapsed = fiber.consumed.get() - started;
        if self.number_held(fiber) != held {
            self.locks_left(owner, held);
        }
        if fiber.irql.get() != irql {
            self.violation(
                Rule::IrqlChanged,
                owner,
                if calling.releases_to.is_some() {
                    format!(
                        "{role} has to return at IRQL {irql} and returned at {}",
                        fiber.irql.get()
                    )
                } else {
                    format!(
                        "{role} was called at IRQL {irql} and returned at {}",
                        fiber.irql.get()
                    )
                },
            );
            fiber.irql.set(irql);
        }
        if elapsed > limit::INTERRUPT {
            self.check_duration(owner, role, called_at, elapsed);
        }
        fiber.frames.borrow_mut().pop();
        self.verifier.count(role, called_at, elapsed, host);
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
