//! [`EtwEvent`]: what an event of Event Tracing for Windows is, apart from its parameters.

use core::ops::BitOr;

use super::EventDescription;
use crate::ffi;
use crate::storport::srb::Address;

macro_rules! codes {
    ($($(#[$doc:meta])* $type:ident: $code:ty { $($(#[$variant_doc:meta])* $variant:ident = $value:ident;)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $type {
            pub(super) const fn code(self) -> $code {
                match self {
                    $(Self::$variant => ffi::$value,)+
                }
            }
        }
    )+};
}
codes! {
    /// How important an event is (`STORPORT_ETW_LEVEL`).
    EtwLevel: i32 {
        /// Traced whatever is filtered.
        LogAlways = StorportEtwLevelLogAlways;
        /// Critical.
        Critical = StorportEtwLevelCritical;
        /// An error.
        Error = StorportEtwLevelError;
        /// A warning.
        Warning = StorportEtwLevelWarning;
        /// For information.
        Informational = StorportEtwLevelInformational;
        /// In detail.
        Verbose = StorportEtwLevelVerbose;
    }
    /// What kind of operation an event is about (`STORPORT_ETW_EVENT_OPCODE`).
    EtwOpcode: i32 {
        /// General information.
        Info = StorportEtwEventOpcodeInfo;
        /// Something starts.
        Start = StorportEtwEventOpcodeStart;
        /// What started last stops.
        Stop = StorportEtwEventOpcodeStop;
        /// A collection of data starts.
        CollectionStart = StorportEtwEventOpcodeDC_Start;
        /// A collection of data stops.
        CollectionStop = StorportEtwEventOpcodeDC_Stop;
        /// An extension.
        Extension = StorportEtwEventOpcodeExtension;
        /// A reply.
        Reply = StorportEtwEventOpcodeReply;
        /// Something goes on after it was suspended.
        Resume = StorportEtwEventOpcodeResume;
        /// Something waits for another operation.
        Suspend = StorportEtwEventOpcodeSuspend;
        /// An activity is handed to another component.
        Send = StorportEtwEventOpcodeSend;
        /// An activity is taken over from another component.
        Receive = StorportEtwEventOpcodeReceive;
    }
    /// The channel of Storport that an event goes to (`STORPORT_ETW_EVENT_CHANNEL`).
    EtwChannel: i32 {
        /// `Microsoft-Windows-Storage-Storport/Diagnose`.
        Diagnostic = StorportEtwEventDiagnostic;
        /// `Microsoft-Windows-Storage-Storport/Operational`.
        Operational = StorportEtwEventOperational;
        /// `Microsoft-Windows-Storage-Storport/Health`.
        Health = StorportEtwEventHealth;
    }
}

impl EtwChannel {
    /// The channel that Storport names; `None` for one that events cannot be sent to.
    pub(crate) fn of_code(code: ffi::STORPORT_ETW_EVENT_CHANNEL) -> Option<Self> {
        [Self::Diagnostic, Self::Operational, Self::Health]
            .into_iter()
            .find(|channel| channel.code() == code)
    }
}

/// What an event is about, for filters; several are joined with `|`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EtwKeywords(pub(super) u64);

impl EtwKeywords {
    /// None.
    pub const NONE: Self = Self(0);
    /// I/O of a device.
    pub const IO: Self = Self(ffi::STORPORT_ETW_EVENT_KEYWORD_IO);
    /// Performance.
    pub const PERFORMANCE: Self = Self(ffi::STORPORT_ETW_EVENT_KEYWORD_PERFORMANCE);
    /// Power of a device.
    pub const POWER: Self = Self(ffi::STORPORT_ETW_EVENT_KEYWORD_POWER);
    /// Enumeration of devices.
    pub const ENUMERATION: Self = Self(ffi::STORPORT_ETW_EVENT_KEYWORD_ENUMERATION);
}

impl BitOr for EtwKeywords {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// An event of Event Tracing for Windows, for information and about the adapter unless said otherwise. See
/// [`Context::trace_event`](crate::Context::trace_event).
///
/// ```
/// # use miniport::event::{EtwEvent, EtwLevel, EventDescription};
/// const QUEUE_FULL: EtwEvent = EtwEvent::new(7, EventDescription::new("queue full")).level(EtwLevel::Warning);
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "an event is traced by `cx.trace_event`"]
pub struct EtwEvent {
    pub(super) id: u32,
    pub(super) description: EventDescription,
    pub(super) level: EtwLevel,
    pub(super) opcode: EtwOpcode,
    pub(super) keywords: EtwKeywords,
    pub(super) channel: Option<EtwChannel>,
    pub(super) unit: Option<Address>,
}

impl EtwEvent {
    /// An event by the driver's own number, and what it is about.
    pub const fn new(id: u32, description: EventDescription) -> Self {
        Self {
            id,
            description,
            level: EtwLevel::Informational,
            opcode: EtwOpcode::Info,
            keywords: EtwKeywords::NONE,
            channel: None,
            unit: None,
        }
    }

    /// How important it is.
    pub const fn level(mut self, level: EtwLevel) -> Self {
        self.level = level;
        self
    }

    /// What kind of operation it is about.
    pub const fn opcode(mut self, opcode: EtwOpcode) -> Self {
        self.opcode = opcode;
        self
    }

    /// What it is about, for filters.
    pub const fn keywords(mut self, keywords: EtwKeywords) -> Self {
        self.keywords = keywords;
        self
    }

    /// The channel that it goes to (Windows 10, version 1809, and later). Without, it is the diagnostic one, on Windows 8.1 too.
    pub const fn channel(mut self, channel: EtwChannel) -> Self {
        self.channel = Some(channel);
        self
    }

    /// The logical unit that it is about.
    pub const fn unit(mut self, unit: Address) -> Self {
        self.unit = Some(unit);
        self
    }
}
