//! Why something that a test asked of the I/O manager did not succeed.

use std::error::Error;
use std::fmt;

use miniport::ffi;

/// Why a WDM driver was not loaded, a device not started, or a request of an application not successful.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NtError {
    /// A status of Windows: of `DriverEntry`, of `AddDevice`, of a plug and play or power request, or of the request itself.
    Status(ffi::NTSTATUS),
    /// The driver was unloaded, or is one of another machine.
    NotLoaded,
    /// The driver has no `AddDevice` routine.
    NoAddDevice,
    /// The device is not in a state in which this is done: it is not started, or it is removed.
    WrongState,
    /// It was not finished, and within the time that such a request may take nothing did it.
    Stuck,
    /// The machine has stopped: a bug check, a deadlock, a livelock. The report says more.
    Halted,
}

/// The status by its name in ntstatus.h, if it has one here, and its number.
fn named(status: ffi::NTSTATUS) -> String {
    let name = ffi::nt_status_name(status).unwrap_or("status");
    format!("{name} ({status:#010x})")
}

impl fmt::Debug for NtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self {
            Self::Status(status) => return write!(f, "Status({})", named(status)),
            Self::NotLoaded => "NotLoaded",
            Self::NoAddDevice => "NoAddDevice",
            Self::WrongState => "WrongState",
            Self::Stuck => "Stuck",
            Self::Halted => "Halted",
        })
    }
}

impl NtError {
    /// `Ok` for a status that is no error.
    pub(crate) fn check(status: ffi::NTSTATUS) -> Result<(), Self> {
        if status >= 0 {
            Ok(())
        } else {
            Err(Self::Status(status))
        }
    }

    /// The status, where it is one of Windows.
    #[must_use]
    pub fn status(self) -> Option<ffi::NTSTATUS> {
        match self {
            Self::Status(status) => Some(status),
            _ => None,
        }
    }
}

impl fmt::Display for NtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Status(status) => return f.write_str(&named(*status)),
            Self::NotLoaded => "the driver is not loaded",
            Self::NoAddDevice => "the driver has no AddDevice routine",
            Self::WrongState => "the device is not in a state in which this can be done",
            Self::Stuck => "it was never finished",
            Self::Halted => "the machine has stopped",
        })
    }
}

impl Error for NtError {}

#[cfg(test)]
mod tests {
    use miniport::ffi;

    use super::NtError;

    #[test]
    fn a_status_is_shown_by_name_and_number() {
        let known = NtError::Status(ffi::STATUS_NO_SUCH_DEVICE);
        assert_eq!(known.to_string(), "STATUS_NO_SUCH_DEVICE (0xc000000e)");
        assert_eq!(
            format!("{known:?}"),
            "Status(STATUS_NO_SUCH_DEVICE (0xc000000e))"
        );
        let other = NtError::Status(0x4000_1234);
        assert_eq!(other.to_string(), "status (0x40001234)");
    }
}
