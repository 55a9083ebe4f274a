//! What a machine notes while it runs: its fingerprint, its log, broken rules; and the report that comes of it.

use std::time::Duration;

use super::core::Core;
use crate::adapter::state::AdapterState;
use crate::callback::Role;
use crate::verifier::{LogEntry, Report, Rule, StackFrame, Violation};

impl Core {
    /// Adds a callback to the fingerprint of the run.
    pub fn mark(&self, role: Role, adapter: Option<usize>) {
        let adapter = adapter.map_or(0, |number| number as u64 + 1);
        let event = self.clock.now() ^ ((role as u64) << 56) ^ (adapter << 48);
        let mixed = (self.fingerprint.get() ^ event).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.fingerprint.set(mixed ^ (mixed >> 29));
        if self.settings.trace {
            self.log(None, format!("{role} at IRQL {}", self.fiber().irql.get()));
        }
    }

    pub fn now(&self) -> Duration {
        Duration::from_nanos(self.clock.now())
    }

    pub fn log(&self, adapter: Option<usize>, text: String) {
        self.verifier.log.borrow_mut().push(LogEntry {
            time: self.now(),
            adapter,
            text,
        });
    }

    /// Notes that the running code broke a rule.
    #[cold]
    pub fn violation(
        &self,
        rule: Rule,
        adapter: Option<&AdapterState>,
        message: impl Into<String>,
    ) {
        let fiber = self.fiber();
        let frames = fiber.frames.borrow();
        let mut stack: Vec<StackFrame> = frames
            .iter()
            .rev()
            .map(|frame| StackFrame {
                role: frame.role,
                adapter: frame.adapter,
                irql: frame.irql,
                routine: frame.routine,
            })
            .collect();
        if let Some(top) = stack.first_mut() {
            top.irql = fiber.irql.get();
        }
        let top = frames.last();
        self.verifier.add(Violation {
            rule,
            role: top.map(|frame| frame.role),
            routine: top.and_then(|frame| frame.routine),
            adapter: adapter
                .map(|adapter| adapter.number)
                .or_else(|| top.and_then(|frame| frame.adapter)),
            message: message.into(),
            stack,
            time: self.now(),
            seed: self.settings.seed,
            occurrences: 1,
        });
    }

    /// Notes a broken rule that was found while no callback ran.
    #[cold]
    pub fn violation_outside(
        &self,
        rule: Rule,
        adapter: Option<usize>,
        message: impl Into<String>,
    ) {
        self.verifier.add(Violation {
            rule,
            role: None,
            routine: None,
            adapter,
            message: message.into(),
            stack: Vec::new(),
            time: self.now(),
            seed: self.settings.seed,
            occurrences: 1,
        });
    }

    /// Notes that the driver needs what the simulator does not do.
    #[cold]
    pub fn unsupported(&self, routine: &'static str) {
        self.verifier.unsupported.borrow_mut().insert(routine);
    }

    pub fn report(&self) -> Report {
        Report {
            violations: self.verifier.violations.borrow().clone(),
            dropped_violations: self.verifier.dropped.get(),
            callbacks: Report::collect_callbacks(
                &self.statistics.borrow(),
                self.settings.measure_host_time,
            ),
            unsupported: self.verifier.unsupported.borrow().clone(),
            requests: self.completed_requests.get(),
            time: self.now(),
            seed: self.settings.seed,
            fingerprint: self.fingerprint.get(),
        }
    }
}
