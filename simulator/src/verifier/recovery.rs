//! What became of requests beside being completed: late ones, resets, and what was sent again.

use std::fmt;

/// How often requests took another way than to the driver and back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Requests that the driver did not complete in their time.
    pub late: u64,
    /// Resets that Storport asked for because of them, of a unit (`SRB_FUNCTION_RESET_LOGICAL_UNIT`).
    pub unit_resets: u64,
    /// Of a target (`SRB_FUNCTION_RESET_DEVICE`).
    pub target_resets: u64,
    /// Of a bus (`HW_RESET_BUS`).
    pub bus_resets: u64,
    /// Requests that were sent again because they were ended as aborted, reset or timed out.
    pub retries: u64,
    /// Requests that were sent again because the driver or the unit was busy, which breaks no rule.
    pub busy: u64,
    /// Requests of class drivers that were sent again because of UNIT ATTENTION, which breaks no rule.
    pub attentions: u64,
    /// Requests that the driver dropped: the runtime completed them as aborted.
    pub dropped: u64,
}

impl Recovery {
    /// The resets that Storport asked for because of late requests.
    #[must_use]
    pub fn resets(&self) -> u64 {
        self.unit_resets + self.target_resets + self.bus_resets
    }
}

/// Columns, their names first.
impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = [
            ("late", self.late),
            ("unit resets", self.unit_resets),
            ("target resets", self.target_resets),
            ("bus resets", self.bus_resets),
            ("sent again", self.retries),
            ("busy", self.busy),
            ("attention", self.attentions),
            ("dropped", self.dropped),
        ];
        for (name, _) in columns {
            write!(f, "  {name:>6}")?;
        }
        writeln!(f)?;
        for (name, count) in columns {
            write!(f, "  {count:>width$}", width = name.len().max(6))?;
        }
        Ok(())
    }
}
