//! What the kernel tells the verifier while it runs: callbacks, broken rules, the log.

use std::time::Duration;

use super::core::Kernel;
use crate::verifier::{LogEntry, Report, Role, Rule, StackFrame};

impl Kernel {
    /// Notes the beginning of a callback.
    pub fn mark(&self, role: Role, request: Option<&'static str>, adapter: Option<usize>) {
        self.verifier.mark(self.clock.now(), role, adapter);
        if self.settings.trace {
            let request = request.map_or(String::new(), |request| format!(" of {request}"));
            let irql = self.fiber().irql.get();
            self.log(None, format!("{role}{request} at IRQL {irql}"));
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
        self.verifier
            .violation(rule, adapter, message.into(), self.now(), stack);
    }

    /// Notes a broken rule that was found while no callback ran.
    #[cold]
    pub fn violation_outside(
        &self,
        rule: Rule,
        adapter: Option<usize>,
        message: impl Into<String>,
    ) {
        self.verifier
            .violation(rule, adapter, message.into(), self.now(), Vec::new());
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

    pub fn report(&self) -> Report {
        self.verifier.report(
            self.answered.get(),
            self.now(),
            self.settings.measure_host_time,
        )
    }
}
