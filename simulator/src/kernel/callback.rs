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
    /// The IRQL that it returns at, having released one lock, where it does not return as it was called.
    pub releases_to: Option<u8>,
}

/// A callback that runs: what it was called with, and what it has to return with.
struct Callback {
    owner: Option<usize>,
    role: Role,
    called_at: u8,
    irql: u8,
    locks: usize,
    regions: u32,
    started: u64,
    clock: Option<Instant>,
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
        let callback = self.begin(calling);
        let by_image = self.fiber().by_image.replace(false);
        let allocated = self.fiber().allocated.take();
        let result = call();
        self.fiber().by_image.set(by_image);
        self.fiber().allocated.set(allocated);
        self.finish(&callback);
        result
    }

    /// Calls into the driver, which may allocate no pool meanwhile if there is a reason.
    pub fn call_back_without_pool<R>(
        &self,
        reason: Option<&'static str>,
        calling: Calling,
        call: impl FnOnce() -> R,
    ) -> R {
        let former = self.fiber().no_pool.get();
        self.fiber().no_pool.set(reason.or(former));
        let result = self.call_back(calling, call);
        self.fiber().no_pool.set(former);
        result
    }

    fn begin(&self, calling: Calling) -> Callback {
        let Calling {
            owner,
            role,
            request,
            releases_to,
        } = calling;
        let fiber = self.fiber();
        let called_at = fiber.irql.get();
        let locks = self.number_held(fiber) - usize::from(releases_to.is_some());
        let started = fiber.consumed.get();
        self.charge(cost::CALLBACK);
        self.mark(role, request, owner);
        let frame = StackFrame {
            role,
            request,
            adapter: owner,
            irql: called_at,
            routine: None,
        };
        self.pulse.callback(&frame);
        fiber.frames.borrow_mut().push(frame);
        Callback {
            owner,
            role,
            called_at,
            irql: releases_to.unwrap_or(called_at),
            locks,
            regions: fiber.regions.get(),
            started,
            clock: self.settings.measure_host_time.then(Instant::now),
        }
    }

    fn finish(&self, callback: &Callback) {
        let &Callback { owner, role, .. } = callback;
        let host = callback
            .clock
            .map(|clock| u64::try_from(clock.elapsed().as_nanos()).unwrap_or(u64::MAX));
        // The coroutine is the same one, perhaps on another processor.
        let fiber = self.fiber();
        let elapsed = fiber.consumed.get() - callback.started;
        self.trace(None, || format!("{role} returns"));
        self.check_return(owner, role, callback.irql, callback.locks);
        if fiber.regions.get() != callback.regions {
            self.regions_left(callback);
        }
        if elapsed > limit::INTERRUPT && !self.frozen.get() {
            self.check_duration(owner, role, callback.called_at, elapsed);
        }
        fiber.frames.borrow_mut().pop();
        fiber.calls.set(0);
        self.verifier.count(role, callback.called_at, elapsed, host);
    }

    /// The code ends without returning from its callbacks.
    pub fn end_callbacks(&self) {
        self.fiber().no_pool.set(None);
        let frames = self.fiber().frames.borrow().clone();
        for frame in frames.into_iter().rev() {
            self.finish(&Callback {
                owner: frame.adapter,
                role: frame.role,
                called_at: frame.irql,
                irql: frame.irql,
                locks: 0,
                regions: 0,
                started: 0,
                clock: None,
            });
        }
    }

    /// A callback returns: with the locks and at the IRQL that it has to.
    pub fn check_return(&self, owner: Option<usize>, role: Role, irql: u8, locks: usize) {
        let fiber = self.fiber();
        if self.number_held(fiber) != locks {
            self.locks_left(owner, locks);
        }
        if fiber.irql.get() != irql {
            self.violation(
                Rule::IrqlChanged,
                owner,
                format!(
                    "{role} has to return at IRQL {irql} and returned at {}",
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
            callback.owner,
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
                | Role::KService
                | Role::KMessageService
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
