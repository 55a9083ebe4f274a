//! What a machine has to say when a test is over.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use super::recovery::Recovery;
use super::role::Role;
use super::rule::Rule;
use super::statistics::CallbackStatistics;
use super::violation::Violation;

/// A line of the machine's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When, in virtual time.
    pub time: Duration,
    /// The adapter, where there is one.
    pub adapter: Option<usize>,
    /// What was said.
    pub text: String,
}

impl fmt::Display for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{:>12.6}s]", self.time.as_secs_f64())?;
        if let Some(adapter) = self.adapter {
            write!(f, " adapter {adapter}:")?;
        }
        write!(f, " {}", self.text)
    }
}

/// What happened on a machine.
#[derive(Clone, Debug)]
pub struct Report {
    /// The rules that were broken, in the order of their first time.
    pub violations: Vec<Violation>,
    /// How many violations more there were than are kept.
    pub dropped_violations: u64,
    /// The callbacks that ran.
    pub callbacks: Vec<CallbackStatistics>,
    /// Routines that the driver called and this simulator does not do yet; each answered that it is not implemented.
    pub unsupported: BTreeSet<&'static str>,
    /// Late requests, resets, and what was sent again.
    pub recovery: Recovery,
    /// The rules that the test let the driver break, and how often it did.
    pub tolerated: BTreeMap<Rule, u64>,
    /// How many allocations failed because the test wanted that.
    pub failed_allocations: u64,
    /// How many requests were completed.
    pub requests: u64,
    /// The virtual time of the machine.
    pub time: Duration,
    /// The seed of the machine.
    pub seed: u64,
    /// How a machine is made on which the same happens, in Rust.
    pub again: String,
    /// A number that follows from every callback and its time: two runs with the same seed have the same.
    pub fingerprint: u64,
}

impl Report {
    /// Whether no rule was broken.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// How often a callback ran.
    #[must_use]
    pub fn calls_of(&self, role: Role) -> u64 {
        self.callbacks
            .iter()
            .find(|counted| counted.role == role)
            .map_or(0, |counted| counted.calls)
    }

    /// The violations of one rule.
    pub fn violations_of(&self, rule: Rule) -> impl Iterator<Item = &Violation> {
        self.violations
            .iter()
            .filter(move |violation| violation.rule == rule)
    }

    /// For tests.
    ///
    /// # Panics
    ///
    /// With the whole report if a rule was broken.
    #[track_caller]
    pub fn assert_clean(&self) {
        assert!(self.is_clean(), "the driver broke rules\n{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} requests in {:?} of virtual time, seed {}",
            self.requests, self.time, self.seed
        )?;
        if self.recovery != Recovery::default() {
            writeln!(f, "\n{}", self.recovery)?;
        }
        if !self.callbacks.is_empty() {
            writeln!(
                f,
                "\n  {:<38} {:>9}  {:>5}  shortest   average   longest",
                "callback", "calls", "IRQL"
            )?;
        }
        for callback in &self.callbacks {
            let (low, high) = callback.irql;
            let irql = if low == high {
                low.to_string()
            } else {
                format!("{low}-{high}")
            };
            let (min, mean, max) = callback.virtual_time;
            write!(
                f,
                "  {:<38} {:>9}  {irql:>5}",
                callback.role.to_string(),
                callback.calls
            )?;
            write!(
                f,
                "  {:>8}  {:>8}  {:>8}",
                short(min),
                short(mean),
                short(max)
            )?;
            if let Some((min, mean, max)) = callback.host_time {
                write!(
                    f,
                    "   (real: {}, {}, {})",
                    short(min),
                    short(mean),
                    short(max)
                )?;
            }
            writeln!(f)?;
        }
        if !self.unsupported.is_empty() {
            writeln!(
                f,
                "\nnot supported by the simulator, answered as not implemented:"
            )?;
            for routine in &self.unsupported {
                writeln!(f, "  {routine}")?;
            }
        }
        if self.failed_allocations != 0 {
            let count = self.failed_allocations;
            writeln!(f, "\n{count} allocations failed, as the test wants")?;
        }
        for (rule, times) in self.tolerated.iter().filter(|(_, times)| **times != 0) {
            writeln!(f, "\nbroken {times} times, as the test expects: {rule}")?;
        }
        if self.violations.is_empty() {
            return write!(f, "\nno rule was broken");
        }
        let count = self.violations.len() as u64 + self.dropped_violations;
        let plural = if count == 1 { "" } else { "s" };
        writeln!(f, "\n{count} violation{plural}:")?;
        for (number, violation) in self.violations.iter().enumerate() {
            writeln!(f, "\n{:>3}. {violation}", number + 1)?;
        }
        if self.dropped_violations != 0 {
            writeln!(f, "\n... and {} more", self.dropped_violations)?;
        }
        write!(f, "\nto see this again: {}", self.again)
    }
}

/// A duration in at most eight characters.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn short(duration: Duration) -> String {
    let nanoseconds = duration.as_nanos() as f64;
    match duration.as_nanos() {
        0..1_000 => format!("{nanoseconds:.0} ns"),
        1_000..1_000_000 => format!("{:.1} µs", nanoseconds / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} ms", nanoseconds / 1e6),
        _ => format!("{:.2} s", nanoseconds / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        let said = [
            (0, "0 ns"),
            (999, "999 ns"),
            (1_000, "1.0 µs"),
            (999_900, "999.9 µs"),
            (1_000_000, "1.0 ms"),
            (1_500_000_000, "1.50 s"),
            (61_000_000_000, "61.00 s"),
        ];
        for (nanoseconds, text) in said {
            assert_eq!(short(Duration::from_nanos(nanoseconds)), text);
        }
    }
}
