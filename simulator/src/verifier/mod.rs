//! The verifier: the rules, what was found that broke them, the trace, and the report that comes of it.
//!
//! It is the lowest room and uses no other: what happened, where and when is told to it, as values. New rules are rows of
//! [`rule`], new callbacks rows of [`role`]; nothing here knows a port driver or a scheduler.

mod recovery;
mod report;
mod role;
mod rule;
mod statistics;
#[cfg(test)]
mod tests;
mod violation;

pub use recovery::Recovery;
pub use report::{LogEntry, Report};
pub use role::Role;
pub use rule::Rule;
pub use statistics::CallbackStatistics;
pub use violation::{StackFrame, Violation};

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use statistics::Statistics;

/// The most violations that are kept; more are counted.
const KEPT: usize = 100;

/// What was seen so far.
pub(crate) struct Verifier {
    violations: RefCell<Vec<Violation>>,
    dropped: Cell<u64>,
    unsupported: RefCell<BTreeSet<&'static str>>,
    /// The rules that a test lets the driver break, and how often it did.
    tolerated: RefCell<BTreeMap<Rule, u64>>,
    recovery: Cell<Recovery>,
    /// How many resets a test expects.
    expected_resets: Cell<Option<u64>>,
    log: RefCell<Vec<LogEntry>>,
    statistics: RefCell<[Statistics; Role::ALL.len()]>,
    fingerprint: Cell<u64>,
    /// What the owners of callbacks are, by their number.
    owners: RefCell<Vec<&'static str>>,
    seed: u64,
}

impl Verifier {
    pub fn new(seed: u64) -> Self {
        Self {
            violations: RefCell::default(),
            dropped: Cell::new(0),
            unsupported: RefCell::default(),
            tolerated: RefCell::default(),
            recovery: Cell::default(),
            expected_resets: Cell::new(None),
            log: RefCell::default(),
            statistics: RefCell::new([Statistics::NONE; Role::ALL.len()]),
            fingerprint: Cell::new(seed),
            owners: RefCell::default(),
            seed,
        }
    }

    /// The next number is that of an adapter, a driver or a device.
    pub fn name_owner(&self, number: usize, what: &'static str) {
        let mut owners = self.owners.borrow_mut();
        if owners.len() <= number {
            owners.resize(number + 1, "adapter");
        }
        owners[number] = what;
    }

    /// Adds a callback to the fingerprint of the run.
    pub fn mark(&self, now: u64, role: Role, adapter: Option<usize>) {
        let adapter = adapter.map_or(0, |number| number as u64 + 1);
        let event = now ^ ((role as u64) << 56) ^ (adapter << 48);
        let mixed = (self.fingerprint.get() ^ event).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.fingerprint.set(mixed ^ (mixed >> 29));
    }

    /// Counts a callback that returned.
    pub fn count(&self, role: Role, irql: u8, time: u64, host: Option<u64>) {
        self.statistics.borrow_mut()[role as usize].add(irql, time, host);
    }

    pub fn say(&self, entry: LogEntry) {
        self.log.borrow_mut().push(entry);
    }

    /// What was said so far.
    pub fn log(&self) -> Vec<LogEntry> {
        self.log.borrow().clone()
    }

    /// Notes that the driver needs what the simulator does not do.
    #[cold]
    pub fn unsupported(&self, routine: &'static str) {
        self.unsupported.borrow_mut().insert(routine);
    }

    /// The rule may be broken from now on.
    pub fn tolerate(&self, rule: Rule) {
        self.tolerated.borrow_mut().entry(rule).or_default();
    }

    /// So many resets are expected until the end, with what leads to them and follows from them.
    pub fn expect_resets(&self, resets: u64) {
        self.expected_resets.set(Some(resets));
    }

    /// Counts what became of a request.
    pub fn count_recovery(&self, count: impl FnOnce(&mut Recovery)) {
        let mut recovery = self.recovery.get();
        count(&mut recovery);
        self.recovery.set(recovery);
    }

    /// The machine is shut down: what was expected has happened.
    pub fn check_expected(&self, time: Duration) {
        let (expected, resets) = (self.expected_resets.get(), self.recovery.get().resets());
        if let Some(expected) = expected
            && expected != resets
        {
            let message = format!("the test expects {expected} resets, and there were {resets}");
            self.violation(Rule::ExpectedResets, None, message, time, Vec::new());
        }
    }

    /// Whether nothing of it is being written: a report can be made in the middle of a panic.
    pub fn is_readable(&self) -> bool {
        self.violations.try_borrow_mut().is_ok()
            && self.unsupported.try_borrow_mut().is_ok()
            && self.tolerated.try_borrow_mut().is_ok()
            && self.statistics.try_borrow_mut().is_ok()
    }

    /// Notes a broken rule: `stack` are the callbacks that were running, the innermost first. True if it is a finding that was not
    /// known.
    #[cold]
    pub fn violation(
        &self,
        rule: Rule,
        adapter: Option<usize>,
        message: String,
        time: Duration,
        stack: Vec<StackFrame>,
    ) -> bool {
        if let Some(times) = self.tolerated.borrow_mut().get_mut(&rule) {
            *times += 1;
            return false;
        }
        let top = stack.first();
        let adapter = adapter.or_else(|| top.and_then(|frame| frame.adapter));
        let owners = self.owners.borrow();
        let owner = adapter.and_then(|number| owners.get(number));
        let violation = Violation {
            owner: owner.copied().unwrap_or("adapter"),
            rule,
            role: top.map(|frame| frame.role),
            routine: top.and_then(|frame| frame.routine),
            adapter,
            message,
            stack,
            time,
            seed: self.seed,
            occurrences: 1,
        };
        let mut violations = self.violations.borrow_mut();
        if let Some(same) = violations
            .iter_mut()
            .find(|known| known.is_same_as(&violation))
        {
            same.occurrences += 1;
            return false;
        } else if violations.len() < KEPT {
            violations.push(violation);
        } else {
            self.dropped.set(self.dropped.get() + 1);
        }
        true
    }

    /// What happened so far; `host`: callbacks were measured in real time.
    pub fn report(&self, requests: u64, time: Duration, host: bool) -> Report {
        Report {
            violations: self.violations.borrow().clone(),
            dropped_violations: self.dropped.get(),
            callbacks: statistics::collect(&self.statistics.borrow()[..], host),
            unsupported: self.unsupported.borrow().clone(),
            recovery: self.recovery.get(),
            tolerated: self.tolerated.borrow().clone(),
            failed_allocations: 0,
            requests,
            time,
            seed: self.seed,
            again: String::new(),
            fingerprint: self.fingerprint.get(),
        }
    }
}
