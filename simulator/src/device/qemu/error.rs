//! What can go wrong with QEMU.

use std::fmt;
use std::time::Duration;

/// Why QEMU cannot be used, or no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum QemuError {
    /// There is no such program on this machine.
    NotInstalled {
        /// The program that was looked for.
        program: String,
    },
    /// This machine refused something that QEMU needs: a directory, a socket, memory, a process.
    Host {
        /// What was tried.
        what: &'static str,
        /// What the operating system says.
        message: String,
    },
    /// QEMU ended: by itself, or because of an option that it does not take.
    Exited {
        /// What was under way.
        during: String,
        /// How it ended, if that is known.
        status: String,
        /// What it wrote to its standard error.
        stderr: String,
    },
    /// QEMU did not answer in time.
    TimedOut {
        /// What was under way.
        during: String,
        /// How long it had.
        limit: Duration,
        /// What it wrote to its standard error.
        stderr: String,
    },
    /// QEMU answered with something else than its protocols say.
    Unexpected {
        /// What was under way.
        during: String,
        /// The answer.
        answer: String,
    },
    /// QEMU refused a command.
    Refused {
        /// The command.
        command: String,
        /// QEMU's words.
        description: String,
    },
    /// A device cannot be used.
    Device {
        /// Its name.
        id: String,
        /// Why.
        reason: String,
    },
}

impl QemuError {
    pub(super) fn host(what: &'static str, error: &std::io::Error) -> Self {
        Self::Host {
            what,
            message: error.to_string(),
        }
    }

    pub(super) fn device(id: &str, reason: impl Into<String>) -> Self {
        Self::Device {
            id: id.into(),
            reason: reason.into(),
        }
    }

    /// Whether QEMU is of no more use after this.
    pub(super) fn is_fatal(&self) -> bool {
        !matches!(self, Self::Refused { .. } | Self::Device { .. })
    }
}

impl fmt::Display for QemuError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled { program } => write!(
                out,
                "`{program}` is not installed (Debian and Ubuntu: `apt install qemu-system-x86`)"
            ),
            Self::Host { what, message } => write!(out, "cannot {what}: {message}"),
            Self::Exited {
                during,
                status,
                stderr,
            } => {
                write!(out, "QEMU ended ({status}) during `{during}`")?;
                said(out, stderr)
            }
            Self::TimedOut {
                during,
                limit,
                stderr,
            } => {
                write!(out, "QEMU did not answer `{during}` within {limit:?}")?;
                said(out, stderr)
            }
            Self::Unexpected { during, answer } => {
                write!(out, "QEMU answered `{during}` with `{answer}`")
            }
            Self::Refused {
                command,
                description,
            } => write!(out, "QEMU refused `{command}`: {description}"),
            Self::Device { id, reason } => write!(out, "device `{id}`: {reason}"),
        }
    }
}

fn said(out: &mut fmt::Formatter<'_>, stderr: &str) -> fmt::Result {
    let stderr = stderr.trim();
    if stderr.is_empty() {
        out.write_str("; it said nothing")
    } else {
        write!(out, "; it said:\n{stderr}")
    }
}

impl std::error::Error for QemuError {}
