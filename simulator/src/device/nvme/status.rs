//! The status of a completion, and the values that the model gives.

use std::fmt;

/// The status field of a completion without its phase tag: code, type and the bits More and Do Not Retry.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(u16);

const MORE: u16 = 1 << 13;
const DO_NOT_RETRY: u16 = 1 << 14;

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $type:literal, $code:literal $(, $retry:ident)?;)*) => {
        impl Status {
            $($(#[$doc])* pub const $name: Self = Self::new($type, $code)$(.$retry())?;)*
        }

        const NAMES: &[(Status, &str)] = &[$((Status::$name, stringify!($name)),)*];
    };
}

statuses! {
    /// The command did what it was to do.
    SUCCESS = 0, 0x00;
    /// Nobody knows the opcode.
    INVALID_OPCODE = 0, 0x01, permanent;
    /// A field has a value that is not allowed.
    INVALID_FIELD = 0, 0x02, permanent;
    /// Another command of the queue has the same identifier.
    COMMAND_ID_CONFLICT = 0, 0x03, permanent;
    /// The machine's memory could not be reached.
    DATA_TRANSFER_ERROR = 0, 0x04;
    /// The controller failed inside.
    INTERNAL_ERROR = 0, 0x06;
    /// An Abort command ended it.
    ABORT_REQUESTED = 0, 0x07;
    /// Its submission queue was deleted.
    QUEUE_DELETED = 0, 0x08;
    /// There is no such namespace, or it has the wrong format.
    INVALID_NAMESPACE = 0, 0x0B, permanent;
    /// The command came at the wrong time.
    COMMAND_SEQUENCE_ERROR = 0, 0x0C, permanent;
    /// A PRP entry has an offset that it must not have.
    PRP_OFFSET_INVALID = 0, 0x13, permanent;
    /// The namespace cannot be written.
    WRITE_PROTECTED = 0, 0x20, permanent;
    /// A block is beyond the end of the namespace.
    LBA_OUT_OF_RANGE = 0, 0x80, permanent;
    /// The namespace needs time.
    NAMESPACE_NOT_READY = 0, 0x82;
    /// The completion queue does not exist.
    COMPLETION_QUEUE_INVALID = 1, 0x00, permanent;
    /// The queue identifier is taken, too large or 0.
    INVALID_QUEUE_ID = 1, 0x01, permanent;
    /// The queue is too small or too large.
    INVALID_QUEUE_SIZE = 1, 0x02, permanent;
    /// Too many Abort commands at a time.
    ABORT_LIMIT_EXCEEDED = 1, 0x03;
    /// Too many Asynchronous Event Requests at a time.
    EVENT_REQUEST_LIMIT_EXCEEDED = 1, 0x05;
    /// The interrupt vector does not exist.
    INVALID_INTERRUPT_VECTOR = 1, 0x08, permanent;
    /// There is no such log page.
    INVALID_LOG_PAGE = 1, 0x09, permanent;
    /// Submission queues still use the completion queue.
    INVALID_QUEUE_DELETION = 1, 0x0C, permanent;
    /// The feature cannot be saved.
    FEATURE_NOT_SAVEABLE = 1, 0x0D, permanent;
    /// The feature cannot be changed.
    FEATURE_NOT_CHANGEABLE = 1, 0x0E, permanent;
    /// The feature is the controller's, not a namespace's.
    FEATURE_NOT_OF_NAMESPACE = 1, 0x0F, permanent;
    /// Ranges contradict each other.
    CONFLICTING_ATTRIBUTES = 1, 0x80, permanent;
    /// The medium did not take the data.
    WRITE_FAULT = 2, 0x80;
    /// The medium does not give the data back.
    UNRECOVERED_READ_ERROR = 2, 0x81;
    /// The data is another.
    COMPARE_FAILURE = 2, 0x85, permanent;
}

impl Status {
    /// A status of a type (0 generic, 1 of the command, 2 media, 7 vendor's) and a code.
    #[must_use]
    pub const fn new(status_type: u8, code: u8) -> Self {
        Self((status_type as u16 & 7) << 8 | code as u16)
    }

    /// The same with Do Not Retry: sent again, the command would fail again.
    #[must_use]
    pub const fn permanent(self) -> Self {
        Self(self.0 | DO_NOT_RETRY)
    }

    /// The same with More: the error log has an entry for it.
    #[must_use]
    pub(super) const fn more(self) -> Self {
        Self(self.0 | MORE)
    }

    /// What is in bits 15 to 1 of the last word of a completion.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The status of a completion whose bits 15 to 1 are `bits`.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & 0x7FFF)
    }

    /// Status code type.
    #[must_use]
    pub const fn status_type(self) -> u8 {
        (self.0 >> 8 & 7) as u8
    }

    /// Status code.
    #[must_use]
    pub const fn code(self) -> u8 {
        (self.0 & 0xFF) as u8
    }

    /// Whether Do Not Retry is set.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        self.0 & DO_NOT_RETRY != 0
    }

    /// Whether both have the same type and code.
    #[must_use]
    pub const fn is(self, other: Self) -> bool {
        self.0 & 0x7FF == other.0 & 0x7FF
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMES.iter().find(|(status, _)| self.is(*status)) {
            Some((_, name)) => formatter.write_str(name),
            None => write!(
                formatter,
                "Status({:#x}, {:#04x})",
                self.status_type(),
                self.code()
            ),
        }
    }
}
