//! [`SrbStatus`]: how a request ended (`SRB_STATUS_*`, srb.h). There is no `PENDING` (SDV rule `StorPortStatusPending`).

use crate::ffi;

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $code:ident;)+) => {
        /// How a request ended.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum SrbStatus {
            $($(#[$doc])* $name = ffi::$code,)+
        }
    };
}

statuses! {
    /// Done, all of it.
    Success = SRB_STATUS_SUCCESS;
    /// Aborted at the initiator's wish, or dropped by the driver.
    Aborted = SRB_STATUS_ABORTED;
    /// Failed; the SCSI status tells why.
    Error = SRB_STATUS_ERROR;
    /// Not now; Storport tries again, with the request as it is: [`Srb::set_transferred`](super::Srb::set_transferred) is for others.
    Busy = SRB_STATUS_BUSY;
    /// The request makes no sense to this miniport.
    InvalidRequest = SRB_STATUS_INVALID_REQUEST;
    /// There is no such bus.
    InvalidPathId = SRB_STATUS_INVALID_PATH_ID;
    /// There is no device at this address.
    NoDevice = SRB_STATUS_NO_DEVICE;
    /// The request took longer than its time.
    Timeout = SRB_STATUS_TIMEOUT;
    /// The target does not answer: nothing is there.
    SelectionTimeout = SRB_STATUS_SELECTION_TIMEOUT;
    /// The device took too long for the command.
    CommandTimeout = SRB_STATUS_COMMAND_TIMEOUT;
    /// A bus reset ended the request; Storport tries again.
    BusReset = SRB_STATUS_BUS_RESET;
    /// Fewer bytes were transferred than asked for; see [`Srb::set_transferred`](super::Srb::set_transferred).
    DataOverrun = SRB_STATUS_DATA_OVERRUN;
    /// The target has no such logical unit.
    InvalidLun = SRB_STATUS_INVALID_LUN;
    /// The bus has no such target.
    InvalidTargetId = SRB_STATUS_INVALID_TARGET_ID;
    /// The miniport does not know this function.
    BadFunction = SRB_STATUS_BAD_FUNCTION;
    /// The request was flushed from a queue.
    RequestFlushed = SRB_STATUS_REQUEST_FLUSHED;
    /// The device is not powered.
    NotPowered = SRB_STATUS_NOT_POWERED;
    /// The link is down.
    LinkDown = SRB_STATUS_LINK_DOWN;
    /// The miniport failed in a way of its own.
    InternalError = SRB_STATUS_INTERNAL_ERROR;
}

impl SrbStatus {
    /// The `SRB_STATUS_*` code.
    #[inline(always)]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// A SCSI status that has no sense data (`SCSISTAT_*`, SAM-5, 5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum ScsiStatus {
    /// The unit cannot take the command now.
    Busy = ffi::SCSISTAT_BUSY,
    /// Another initiator has reserved the unit.
    ReservationConflict = ffi::SCSISTAT_RESERVATION_CONFLICT,
    /// TASK SET FULL: the unit has as many commands as it can have.
    TaskSetFull = ffi::SCSISTAT_QUEUE_FULL,
}

impl ScsiStatus {
    /// The `SCSISTAT_*` code.
    pub const fn code(self) -> u8 {
        self as u8
    }
}
