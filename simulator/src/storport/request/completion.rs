//! How a request was answered.

use std::fmt;

use miniport::ffi;

/// How a request was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// `SrbStatus` without its flags, for instance 1 for `SRB_STATUS_SUCCESS`.
    pub srb_status: u8,
    /// `ScsiStatus`, for instance 2 for CHECK CONDITION.
    pub scsi_status: u8,
    /// The sense data; empty if the driver did not say that it is valid.
    pub sense: Vec<u8>,
    /// `DataTransferLength` after the request.
    pub transferred: u32,
}

impl Completion {
    /// One with this SRB status, and nothing else.
    pub(crate) fn of(srb_status: u8) -> Self {
        Self {
            srb_status,
            ..Self::default()
        }
    }

    /// `SRB_STATUS_SUCCESS`, with status GOOD.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.srb_status == ffi::SRB_STATUS_SUCCESS && self.scsi_status == ffi::SCSISTAT_GOOD
    }

    /// Success, or the shorter answer that `SRB_STATUS_DATA_OVERRUN` stands for with GOOD status.
    pub(crate) fn is_answered(&self) -> bool {
        let short = self.srb_status == ffi::SRB_STATUS_DATA_OVERRUN
            && self.scsi_status == ffi::SCSISTAT_GOOD;
        self.is_success() || short
    }

    /// Sense key, additional sense code and qualifier, of fixed or descriptor sense data.
    #[must_use]
    pub fn sense_code(&self) -> Option<(u8, u8, u8)> {
        match self.sense.first()? & 0x7F {
            0x70 | 0x71 => {
                let key = self.sense.get(2)? & 0x0F;
                let additional = |index: usize| self.sense.get(index).copied().unwrap_or(0);
                Some((key, additional(12), additional(13)))
            }
            0x72 | 0x73 => Some((
                self.sense.get(1)? & 0x0F,
                *self.sense.get(2)?,
                *self.sense.get(3)?,
            )),
            _ => None,
        }
    }
}

impl fmt::Display for Completion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SRB status {:#04x}, SCSI status {:#04x}",
            self.srb_status, self.scsi_status
        )?;
        if let Some((key, asc, ascq)) = self.sense_code() {
            write!(f, ", sense {key:x}/{asc:02x}/{ascq:02x}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_sense_data_are_read() {
        let mut sense = vec![0; 18];
        sense[0] = 0x70;
        sense[2] = 0x05;
        sense[12] = 0x24;
        let fixed = Completion {
            sense,
            ..Completion::default()
        };
        assert_eq!(fixed.sense_code(), Some((5, 0x24, 0)));
        let descriptor = Completion {
            sense: vec![0x72, 0x03, 0x11, 0x01, 0, 0, 0, 0],
            ..Completion::default()
        };
        assert_eq!(descriptor.sense_code(), Some((3, 0x11, 1)));
        assert_eq!(Completion::default().sense_code(), None);
    }
}
