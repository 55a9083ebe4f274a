//! [`NtStatus`]: how an operation ended (ntstatus.h).

use core::fmt;

use crate::ffi;

/// An `NTSTATUS`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NtStatus(ffi::NTSTATUS);

/// The values that drivers use, from the names of ntstatus.h.
macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $value:ident;)+) => {
        impl NtStatus {
            $($(#[$doc])* pub const $name: Self = Self(ffi::$value);)+
        }

        impl fmt::Debug for NtStatus {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match *self {
                    $(Self::$name => f.write_str(stringify!($value)),)+
                    Self(value) => write!(f, "NtStatus({value:#010x})"),
                }
            }
        }
    };
}

statuses! {
    /// It was done.
    SUCCESS = STATUS_SUCCESS;
    /// There was more to give than the buffer takes; the buffer is full.
    BUFFER_OVERFLOW = STATUS_BUFFER_OVERFLOW;
    /// It was not done, for no other reason.
    UNSUCCESSFUL = STATUS_UNSUCCESSFUL;
    /// The driver does not know the request.
    NOT_SUPPORTED = STATUS_NOT_SUPPORTED;
    /// A number of the request is out of range.
    INVALID_PARAMETER = STATUS_INVALID_PARAMETER;
    /// The device has no such request.
    INVALID_DEVICE_REQUEST = STATUS_INVALID_DEVICE_REQUEST;
    /// There is nothing at that offset.
    END_OF_FILE = STATUS_END_OF_FILE;
    /// The requester may not do that.
    ACCESS_DENIED = STATUS_ACCESS_DENIED;
    /// The output does not fit the buffer, and nothing was written.
    BUFFER_TOO_SMALL = STATUS_BUFFER_TOO_SMALL;
    /// A buffer has the wrong length.
    INVALID_BUFFER_SIZE = STATUS_INVALID_BUFFER_SIZE;
    /// It is of another type than was asked for.
    OBJECT_TYPE_MISMATCH = STATUS_OBJECT_TYPE_MISMATCH;
    /// There is nothing of that name.
    OBJECT_NAME_NOT_FOUND = STATUS_OBJECT_NAME_NOT_FOUND;
    /// The device is being removed.
    DELETE_PENDING = STATUS_DELETE_PENDING;
    /// The device could not be given power.
    DEVICE_POWER_FAILURE = STATUS_DEVICE_POWER_FAILURE;
    /// There is no memory, or no other resource.
    INSUFFICIENT_RESOURCES = STATUS_INSUFFICIENT_RESOURCES;
    /// Data was damaged on the way.
    DEVICE_DATA_ERROR = STATUS_DEVICE_DATA_ERROR;
    /// The device is not connected.
    DEVICE_NOT_CONNECTED = STATUS_DEVICE_NOT_CONNECTED;
    /// The device is not started.
    DEVICE_NOT_READY = STATUS_DEVICE_NOT_READY;
    /// The device has something else to do.
    DEVICE_BUSY = STATUS_DEVICE_BUSY;
    /// The device did not answer in time.
    IO_TIMEOUT = STATUS_IO_TIMEOUT;
    /// The requester has cancelled the request.
    CANCELLED = STATUS_CANCELLED;
    /// The device's resources are not what the driver needs.
    DEVICE_CONFIGURATION_ERROR = STATUS_DEVICE_CONFIGURATION_ERROR;
    /// The device's state does not allow it.
    INVALID_DEVICE_STATE = STATUS_INVALID_DEVICE_STATE;
    /// The device reported an error.
    IO_DEVICE_ERROR = STATUS_IO_DEVICE_ERROR;
    /// The device did what its protocol does not allow.
    DEVICE_PROTOCOL_ERROR = STATUS_DEVICE_PROTOCOL_ERROR;
    /// There is no such thing.
    NOT_FOUND = STATUS_NOT_FOUND;
    /// There is no such device any more.
    NO_SUCH_DEVICE = STATUS_NO_SUCH_DEVICE;
    /// The device has no power.
    DEVICE_POWERED_OFF = STATUS_DEVICE_POWERED_OFF;
}

impl NtStatus {
    /// The status of this number. What says how to go on, and not how something ended, becomes [`NtStatus::UNSUCCESSFUL`]:
    /// `STATUS_PENDING`, which says that there is none yet; -1, with which no IRP may be completed either (page "I/O Verification");
    /// `STATUS_REPARSE` and `STATUS_REPARSE_OBJECT`, with which the I/O manager parses a name again that a device does not have (page
    /// "Bug Check 0xF9"); and `STATUS_MORE_PROCESSING_REQUIRED`, which is for completion routines.
    pub const fn from_code(code: ffi::NTSTATUS) -> Self {
        match code {
            ffi::STATUS_PENDING
            | ffi::STATUS_REPARSE
            | ffi::STATUS_REPARSE_OBJECT
            | ffi::STATUS_MORE_PROCESSING_REQUIRED
            | -1 => Self::UNSUCCESSFUL,
            _ => Self(code),
        }
    }

    /// The number.
    pub const fn code(self) -> ffi::NTSTATUS {
        self.0
    }

    /// `NT_SUCCESS`: success, or information.
    pub const fn is_success(self) -> bool {
        self.0 >= 0
    }

    /// `NT_ERROR`: an error, neither success, information nor a warning.
    pub(crate) const fn is_error(self) -> bool {
        self.0.cast_unsigned() >> 30 == 3
    }

    /// The status with which something fails: one that says that it did not, or that nobody was asked, is no reason.
    pub(crate) fn failure(self) -> Self {
        if self.is_success() || self == Self::NOT_SUPPORTED {
            Self::UNSUCCESSFUL
        } else {
            self
        }
    }

    /// The status of a routine, as a result.
    pub(crate) const fn of(code: ffi::NTSTATUS) -> Result<(), Self> {
        if code >= 0 { Ok(()) } else { Err(Self(code)) }
    }
}

impl fmt::Display for NtStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::NtStatus;
    use crate::ffi;

    #[test]
    fn what_says_how_to_go_on_is_not_how_a_request_ends() {
        for code in [
            ffi::STATUS_PENDING,
            ffi::STATUS_REPARSE,
            ffi::STATUS_REPARSE_OBJECT,
            ffi::STATUS_MORE_PROCESSING_REQUIRED,
            -1,
        ] {
            assert_eq!(NtStatus::from_code(code), NtStatus::UNSUCCESSFUL);
        }
        assert_eq!(NtStatus::SUCCESS.failure(), NtStatus::UNSUCCESSFUL);
        assert_eq!(NtStatus::DEVICE_BUSY.failure(), NtStatus::DEVICE_BUSY);
        assert!(NtStatus::SUCCESS.is_success() && !NtStatus::CANCELLED.is_success());
    }
}
