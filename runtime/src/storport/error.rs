//! [`StorError`]: what a routine of Storport answers where it does not succeed.

use core::fmt;

use crate::ffi;

/// A `STOR_STATUS_*` code that is not success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorError(u32);

impl StorError {
    /// A code other than success.
    pub(crate) fn new(status: u32) -> Self {
        Self(status)
    }

    /// The code.
    pub fn code(self) -> u32 {
        self.0
    }

    /// This Windows has no such routine, or what it is about is turned off (`STOR_STATUS_NOT_IMPLEMENTED`).
    pub fn is_not_implemented(self) -> bool {
        self.0 == ffi::STOR_STATUS_NOT_IMPLEMENTED
    }
}

/// What a routine's status says.
pub(crate) fn answer(status: u32) -> Result<(), StorError> {
    match status {
        ffi::STOR_STATUS_SUCCESS => Ok(()),
        status => Err(StorError(status)),
    }
}

macro_rules! names {
    ($($name:ident)+) => {
        impl fmt::Display for StorError {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.0 {
                    $(ffi::$name => f.write_str(stringify!($name)),)+
                    status => write!(f, "Storport answered {status:#x}"),
                }
            }
        }
    };
}
names! {
    STOR_STATUS_UNSUCCESSFUL
    STOR_STATUS_NOT_IMPLEMENTED
    STOR_STATUS_INSUFFICIENT_RESOURCES
    STOR_STATUS_BUFFER_TOO_SMALL
    STOR_STATUS_ACCESS_DENIED
    STOR_STATUS_INVALID_PARAMETER
    STOR_STATUS_INVALID_DEVICE_REQUEST
    STOR_STATUS_INVALID_IRQL
    STOR_STATUS_INVALID_DEVICE_STATE
    STOR_STATUS_INVALID_BUFFER_SIZE
    STOR_STATUS_UNSUPPORTED_VERSION
    STOR_STATUS_BUSY
}
