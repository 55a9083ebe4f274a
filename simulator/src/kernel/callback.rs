//! What is done around every call into a driver.

use std::time::Instant;

use super::core::Kernel;
use super::level::DISPATCH_LEVEL;
use super::time::{cost, limit};
use crate::verifier::{Role, Rule, StackFrame};

/// A callback that runs: what it was called with.
struct Callback {
    adapter: Option<usize>,
    role: Role,
    irql: u8,
    locks: usize,
    regions: u32,
    started: u64,
    clock: Option<Instant>,
}

impl Kernel {
    /// Calls into the driver: `call` is the callback, at the IRQL and with the locks that the coroutine has.
    pub fn callback<R>(&self, adapter: Option<usize>, role: Role, call: impl FnOnce() -> R) -> R {
        let callback = self.begin(adapter, role);
        let result = call();
        self.finish(&callback);
        result
    }

    fn begin(&self, adapter: Option<usize>, role: Role) -> Callback {
        let fiber = self.fiber();
        let irql = fiber.irql.get();
        let locks = self.number_held(fiber);
        let started = fiber.consumed.get();
        self.charge(cost::CALLBACK);
        self.mark(role, adapter);
        fiber.frames.borrow_mut().push(StackFrame {
            role,
            adapter,
            irql,
            routine: None,
        });
        Callback {
            adapter,
            role,
            irql,
            locks,
            regions: fiber.regions.get(),
            started,
            clock: self.settings.measure_host_time.then(Instant::now),
        }
    }

    fn finish(&self, callback: &Callback) {
        let &Callback { adapter, role, .. } = callback;
        let host = callback
            .clock
            .map(|clock| u64::try_from(clock.elapsed().as_nanos()).unwrap_or(u64::MAX));
        // The coroutine is the same one, perhaps on another processor.
        let fiber = self.fiber();
        let elapsed = fiber.consumed.get() - callback.started;
        self.check_return(adapter, role, callback.irql, callback.locks);
        if fiber.regions.get() != callback.regions {
            self.regions_left(callback);
        }
        if elapsed > limit::INTERRUPT {
            self.check_duration(adapter, role, callback.irql, elapsed);
        }
        fiber.frames.borrow_mut().pop();
        self.verifier.count(role, callback.irql, elapsed, host);
    }

    /// The code ends without returning from its callbacks.
    pub fn end_callbacks(&self) {
        let frames = self.fiber().frames.borrow().clone();
        for frame in frames.into_iter().rev() {
            self.finish(&Callback {
                adapter: frame.adapter,
                role: frame.role,
                irql: frame.irql,
                locks: 0,
                regions: 0,
                started: 0,
                clock: None,
            });
        }
    }

    /// A callback returns: with the locks and at the IRQL that it was called with.
    pub fn check_return(&self, adapter: Option<usize>, role: Role, irql: u8, locks: usize) {
        let fiber = self.fiber();
        if self.number_held(fiber) != locks {
            self.locks_left(adapter, locks);
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
    }

    #[cold]
    fn regions_left(&self, callback: &Callback) {
        let (now, before) = (self.fiber().regions.get(), callback.regions);
        self.violation(
            Rule::CriticalRegion,
            callback.adapter,
            format!(
                "{} was called in {before} critical regions and returned in {now}",
                callback.role
            ),
        );
        self.fiber().regions.set(before);
    }

    #[cold]
    fn check_duration(&self, adapter: Option<usize>, role: Role, irql: u8, elapsed: u64) {
        let took = std::time::Duration::from_nanos(elapsed);
        if matches!(
            role,
            Role::HwInterrupt
                | Role::HwMessageSignaledInterrupt
                | Role::KServiceRoutine
                | Role::KMessageServiceRoutine
        ) {
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
