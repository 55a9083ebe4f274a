//! What the kernel tells the verifier while it runs: callbacks, broken rules, the log.

use std::time::Duration;

use super::core::Kernel;
use crate::verifier::{LogEntry, Report, Role, Rule, StackFrame};

impl Kernel {
    /// Notes the beginning of a callback.
    pub fn mark(&self, role: Role, request: Option<&'static str>, adapter: Option<usize>) {
        self.verifier.mark(self.clock.now(), role, adapter);
        self.trace(None, || {
            let request = request.map_or(String::new(), |request| format!(" of {request}"));
            let owner = adapter.map_or(String::new(), |number| {
                format!(" of {} {number}", role.owner())
            });
            let irql = self.fiber().irql.get();
            format!("{role}{request}{owner} at IRQL {irql}")
        });
    }

    /// Writes to the log, if everything is to stand there.
    #[inline]
    pub fn trace(&self, adapter: Option<usize>, text: impl FnOnce() -> String) {
        if self.settings.trace {
            self.log(adapter, text());
        }
    }

    pub fn now(&self) -> Duration {
        Duration::from_nanos(self.clock.now())
    }

    pub fn log(&self, adapter: Option<usize>, text: String) {
        self.verifier.say(LogEntry {
            time: self.now(),
            adapter,
            text,
        });
    }

    /// Notes that the running code broke a rule.
    #[cold]
    pub fn violation(&self, rule: Rule, adapter: Option<usize>, message: impl Into<String>) {
        let fiber = self.fiber();
        let mut stack: Vec<StackFrame> = fiber.frames.borrow().iter().rev().copied().collect();
        if let Some(top) = stack.first_mut() {
            top.irql = fiber.irql.get();
        }
        self.find(rule, adapter, message.into(), stack);
    }

    fn find(&self, rule: Rule, adapter: Option<usize>, message: String, stack: Vec<StackFrame>) {
        let finding = format!("{rule}: {message}");
        if self
            .verifier
            .violation(rule, adapter, message, self.now(), stack)
        {
            self.pulse.found(finding);
        }
    }

    /// Notes a broken rule of the callback that ran last.
    #[cold]
    pub fn violation_of_last(&self, rule: Rule, message: impl Into<String>) {
        let last = self.pulse.last_callback();
        self.find(rule, None, message.into(), last.into_iter().collect());
    }

    /// Notes a broken rule that was found while no callback ran.
    #[cold]
    pub fn violation_outside(
        &self,
        rule: Rule,
        adapter: Option<usize>,
        message: impl Into<String>,
    ) {
        self.find(rule, adapter, message.into(), Vec::new());
    }

    /// Notes a broken rule, of the running code if some runs.
    #[cold]
    pub fn broken(&self, rule: Rule, adapter: Option<usize>, message: impl Into<String>) {
        if Self::current().is_some() {
            self.violation(rule, adapter, message);
        } else {
            self.violation_outside(rule, adapter, message);
        }
    }

    /// The running callback calls a routine that is not simulated: the machine stops.
    #[cfg(images)]
    #[cold]
    pub fn not_simulated(&self, routine: &'static str) -> ! {
        let frame = self.fiber().frames.borrow().last().copied();
        let (role, adapter) = match frame {
            Some(frame) => (frame.role.to_string(), frame.adapter),
            None => ("a thread".to_owned(), None),
        };
        self.log(
            adapter,
            format!("{role} calls {routine}, which is not simulated: the machine stops"),
        );
        self.verifier.unsupported(routine);
        self.die()
    }

    pub fn report(&self) -> Report {
        Report {
            failed_allocations: self.pool.shortages.failed(),
            again: self.settings.again(),
            ..self.verifier.report(
                self.answered.get(),
                self.now(),
                self.settings.measure_host_time,
            )
        }
    }
}
