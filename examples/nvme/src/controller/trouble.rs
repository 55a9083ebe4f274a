//! Why something did not work with the controller.

use core::fmt;

use crate::command::Status;

/// Why something did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It does not answer any more: it was removed.
    Gone,
    /// It reports a fatal status.
    Fatal,
    /// It takes too long.
    TimedOut,
    /// The admin queue takes no command.
    Closed,
    /// A command failed.
    Refused(Status),
}

impl Trouble {
    /// Whether a reset may help.
    pub fn may_pass(self) -> bool {
        match self {
            Self::Fatal | Self::TimedOut | Self::Refused(_) => true,
            Self::Gone | Self::Closed => false,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => f.write_str("the controller was removed"),
            Self::Fatal => f.write_str("the controller has failed (CSTS.CFS)"),
            Self::TimedOut => f.write_str("the controller takes too long"),
            Self::Closed => f.write_str("the adapter was stopped"),
            Self::Refused(status) => write!(f, "a command failed: {status:?}"),
        }
    }
}
