//! The verifier: what a driver did that Storport does not allow, as values.

mod report;
mod rule;
mod violation;

pub(crate) use report::Statistics;
pub use report::{CallbackStatistics, LogEntry, Report};
pub use rule::Rule;
pub use violation::{StackFrame, Violation};

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// The most violations that are kept; more are counted.
const KEPT: usize = 100;

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Verifier {
    pub violations: RefCell<Vec<Violation>>,
    pub dropped: Cell<u64>,
    pub unsupported: RefCell<BTreeSet<&'static str>>,
    pub log: RefCell<Vec<LogEntry>>,
}

impl Verifier {
    pub fn add(&self, violation: Violation) {
        let mut violations = self.violations.borrow_mut();
        if let Some(same) = violations
            .iter_mut()
            .find(|known| known.is_same_as(&violation))
        {
            same.occurrences += 1;
        } else if violations.len() < KEPT {
            violations.push(violation);
        } else {
            self.dropped.set(self.dropped.get() + 1);
        }
    }
}
