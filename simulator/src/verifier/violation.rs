//! One thing that a driver did wrong.

use std::fmt;
use std::time::Duration;

use super::role::Role;
use super::rule::Rule;

/// A callback that was running, and the routine of the kernel or the port driver that it had called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackFrame {
    /// The callback.
    pub role: Role,
    /// What a dispatch routine was asked for: the major function of its request, and the minor one where that matters.
    pub request: Option<&'static str>,
    /// The number of the adapter, the driver or the device it was called for.
    pub adapter: Option<usize>,
    /// The IRQL now, if it is the innermost, or when it was called.
    pub irql: u8,
    /// The routine that it was in.
    pub routine: Option<&'static str>,
}

impl fmt::Display for StackFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.role)?;
        if let Some(request) = self.request {
            write!(f, " of {request}")?;
        }
        if let Some(routine) = self.routine {
            write!(f, " → {routine}")?;
        }
        if let Some(adapter) = self.adapter {
            write!(f, ", {} {adapter}", self.role.owner())?;
        }
        write!(f, ", IRQL {}", self.irql)
    }
}

/// A rule that the driver broke, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// The callback that broke it; `None` if it was found when no callback ran.
    pub role: Option<Role>,
    /// The routine that was called.
    pub routine: Option<&'static str>,
    /// The number of the adapter, the driver or the device, from 0.
    pub adapter: Option<usize>,
    /// Which of them it is.
    pub owner: &'static str,
    /// What happened.
    pub message: String,
    /// The callbacks that were running, the innermost first.
    pub stack: Vec<StackFrame>,
    /// When it happened first, in virtual time.
    pub time: Duration,
    /// The seed that shows it again.
    pub seed: u64,
    /// How often it happened.
    pub occurrences: u64,
}

impl Violation {
    /// The same mistake at the same place.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.rule == other.rule
            && self.role == other.role
            && self.routine == other.routine
            && self.adapter == other.adapter
            && self.message == other.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.message)?;
        if self.occurrences > 1 {
            write!(f, " ({} times)", self.occurrences)?;
        }
        write!(f, "\n    rule: {}", self.rule.description())?;
        for (depth, frame) in self.stack.iter().enumerate() {
            let lead = if depth == 0 { "  in" } else { "from" };
            write!(f, "\n    {lead}: {frame}")?;
        }
        if self.stack.is_empty()
            && let Some(adapter) = self.adapter
        {
            write!(f, "\n    {} {adapter}", self.owner)?;
        }
        write!(f, "\n    at {:?}, seed {}", self.time, self.seed)
    }
}
