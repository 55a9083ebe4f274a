//! How a command went, and what that is for a SCSI initiator (NVM Express: SCSI Translation Reference 1.5, section 7).

use miniport::prelude::*;
use miniport::scsi::{AdditionalSense, Sense, SenseKey};

/// The status field of a completion: SC, SCT, CRD, M and DNR.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Status(u16);

/// Status code types.
mod kind {
    pub const GENERIC: u8 = 0;
    pub const COMMAND_SPECIFIC: u8 = 1;
    pub const MEDIA: u8 = 2;
}

/// How a request ends that a command served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As its status says.
    Status(SrbStatus),
    /// CHECK CONDITION.
    Sense(Sense),
    /// Another SCSI status, without sense data.
    Scsi(ScsiStatus),
}

const NO_INFORMATION: AdditionalSense = AdditionalSense::NO_ADDITIONAL_SENSE_INFORMATION;
const ACCESS_DENIED_INVALID_LU_IDENTIFIER: AdditionalSense = AdditionalSense::new(0x20, 0x09);
const PERIPHERAL_DEVICE_WRITE_FAULT: AdditionalSense = AdditionalSense::new(0x03, 0x00);
const GUARD_CHECK_FAILED: AdditionalSense = AdditionalSense::new(0x10, 0x01);
const APPLICATION_TAG_CHECK_FAILED: AdditionalSense = AdditionalSense::new(0x10, 0x02);
const REFERENCE_TAG_CHECK_FAILED: AdditionalSense = AdditionalSense::new(0x10, 0x03);
const WARNING_POWER_LOSS_EXPECTED: AdditionalSense = AdditionalSense::new(0x0b, 0x08);
const FORMAT_COMMAND_FAILED: AdditionalSense = AdditionalSense::new(0x31, 0x01);
const SANITIZE_COMMAND_FAILED: AdditionalSense = AdditionalSense::new(0x31, 0x03);
/// Which byte of the SCSI command the field comes from, the controller does not say.
const INVALID_FIELD: Sense = Sense::new(
    SenseKey::IllegalRequest,
    AdditionalSense::INVALID_FIELD_IN_CDB,
);

impl Status {
    /// The 15 bits above the phase tag.
    pub const fn from_field(field: u16) -> Self {
        Self(field & 0x7fff)
    }

    /// SC: the status code.
    pub const fn code(self) -> u8 {
        (self.0 & 0xff) as u8
    }

    /// SCT: whose status code it is.
    pub const fn kind(self) -> u8 {
        (self.0 >> 8 & 7) as u8
    }

    /// The command was done.
    pub const fn is_success(self) -> bool {
        self.code() == 0 && self.kind() == 0
    }

    /// M: the error log tells more.
    pub const fn has_log_entry(self) -> bool {
        self.0 >> 13 & 1 != 0
    }

    /// The controller knows no such command, or not what its fields ask for: it would say so every time.
    pub const fn is_invalid(self) -> bool {
        self.kind() == kind::GENERIC && matches!(self.code(), 0x01 | 0x02 | 0x0b)
    }

    /// The driver has aborted it.
    pub const fn is_aborted(self) -> bool {
        self.kind() == kind::GENERIC && matches!(self.code(), 0x07 | 0x08)
    }

    /// Another host has reserved the namespace.
    const fn is_reservation_conflict(self) -> bool {
        self.kind() == kind::GENERIC && self.code() == 0x83
    }

    /// How a request ends whose command had this status.
    pub fn ending(self) -> Ending {
        if self.is_success() {
            return Ending::Status(SrbStatus::Success);
        }
        if self.is_aborted() {
            return Ending::Status(SrbStatus::Aborted);
        }
        if self.is_reservation_conflict() {
            return Ending::Scsi(ScsiStatus::ReservationConflict);
        }
        Ending::Sense(match self.kind() {
            kind::GENERIC => self.generic(),
            kind::COMMAND_SPECIFIC => self.command_specific(),
            kind::MEDIA => self.media(),
            _ => hardware_error(),
        })
    }

    fn generic(self) -> Sense {
        match self.code() {
            // Invalid Command Opcode.
            0x01 => Sense::INVALID_COMMAND_OPERATION_CODE,
            // Invalid Field, Command Sequence Error, the errors of PRPs and SGLs, Atomic Write Unit Exceeded.
            0x02 | 0x0c..=0x14 | 0x16 | 0x17 => INVALID_FIELD,
            // Data Transfer Error, Capacity Exceeded.
            0x04 | 0x81 => Sense::new(SenseKey::MediumError, NO_INFORMATION),
            // Commands Aborted due to Power Loss Notification.
            0x05 => Sense::new(SenseKey::AbortedCommand, WARNING_POWER_LOSS_EXPECTED),
            // Command ID Conflict, fused commands, Command Interrupted, Transient Transport Error.
            0x03 | 0x09 | 0x0a | 0x21 | 0x22 => {
                Sense::new(SenseKey::AbortedCommand, NO_INFORMATION)
            }
            // Invalid Namespace or Format.
            0x0b => Sense::new(
                SenseKey::IllegalRequest,
                ACCESS_DENIED_INVALID_LU_IDENTIFIER,
            ),
            // Namespace is Write Protected.
            0x20 => Sense::new(SenseKey::DataProtect, AdditionalSense::WRITE_PROTECTED),
            // LBA Out of Range.
            0x80 => Sense::new(
                SenseKey::IllegalRequest,
                AdditionalSense::LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE,
            ),
            // Namespace Not Ready.
            0x82 => Sense::not_ready(AdditionalSense::LOGICAL_UNIT_NOT_READY_CAUSE_NOT_REPORTABLE),
            // Format in Progress.
            0x84 => Sense::not_ready(AdditionalSense::LOGICAL_UNIT_NOT_READY_FORMAT_IN_PROGRESS),
            // Sanitize Failed, Sanitize in Progress: of 1.3, which the reference does not know yet.
            0x1c => Sense::new(SenseKey::MediumError, SANITIZE_COMMAND_FAILED),
            0x1d => Sense::not_ready(AdditionalSense::LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS),
            _ => hardware_error(),
        }
    }

    fn command_specific(self) -> Sense {
        match self.code() {
            // Invalid Format.
            0x0a => Sense::new(SenseKey::IllegalRequest, FORMAT_COMMAND_FAILED),
            // Conflicting Attributes, Invalid Protection Information.
            0x80 | 0x81 => INVALID_FIELD,
            // Attempted Write to Read Only Range.
            0x82 => Sense::new(SenseKey::DataProtect, AdditionalSense::WRITE_PROTECTED),
            _ => hardware_error(),
        }
    }

    fn media(self) -> Sense {
        match self.code() {
            0x80 => Sense::new(SenseKey::MediumError, PERIPHERAL_DEVICE_WRITE_FAULT),
            // Unrecovered Read Error, and blocks that are deallocated or were never written.
            0x81 | 0x87 => Sense::new(
                SenseKey::MediumError,
                AdditionalSense::UNRECOVERED_READ_ERROR,
            ),
            0x82 => Sense::new(SenseKey::MediumError, GUARD_CHECK_FAILED),
            0x83 => Sense::new(SenseKey::MediumError, APPLICATION_TAG_CHECK_FAILED),
            0x84 => Sense::new(SenseKey::MediumError, REFERENCE_TAG_CHECK_FAILED),
            0x85 => Sense::new(
                SenseKey::Miscompare,
                AdditionalSense::MISCOMPARE_DURING_VERIFY_OPERATION,
            ),
            // Access Denied.
            0x86 => Sense::new(
                SenseKey::IllegalRequest,
                ACCESS_DENIED_INVALID_LU_IDENTIFIER,
            ),
            _ => Sense::new(SenseKey::MediumError, NO_INFORMATION),
        }
    }
}

fn hardware_error() -> Sense {
    Sense::new(
        SenseKey::HardwareError,
        AdditionalSense::INTERNAL_TARGET_FAILURE,
    )
}

impl core::fmt::Debug for Status {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Status({}/{:02x}h)", self.kind(), self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn success_and_abort_are_no_errors_of_the_command() {
        let ending = |field| Status::from_field(field).ending();
        assert_eq!(ending(0), Ending::Status(SrbStatus::Success));
        assert_eq!(ending(7), Ending::Status(SrbStatus::Aborted));
        assert_eq!(ending(8 | 1 << 14), Ending::Status(SrbStatus::Aborted));
    }

    /// The reference, section 7 (revision 1.5 has the statuses of NVM Express 1.2; what Linux had in `nvme_trans_status_code` agrees
    /// where it has them): status code type, status code, sense key, additional sense code and qualifier.
    const TRANSLATED: &[(u16, u16, SenseKey, u8, u8)] = &[
        (0, 0x01, SenseKey::IllegalRequest, 0x20, 0x00),
        (0, 0x02, SenseKey::IllegalRequest, 0x24, 0x00),
        (0, 0x04, SenseKey::MediumError, 0x00, 0x00),
        (0, 0x05, SenseKey::AbortedCommand, 0x0b, 0x08),
        (0, 0x06, SenseKey::HardwareError, 0x44, 0x00),
        (0, 0x09, SenseKey::AbortedCommand, 0x00, 0x00),
        (0, 0x0a, SenseKey::AbortedCommand, 0x00, 0x00),
        (0, 0x0b, SenseKey::IllegalRequest, 0x20, 0x09),
        (0, 0x14, SenseKey::IllegalRequest, 0x24, 0x00),
        (0, 0x1c, SenseKey::MediumError, 0x31, 0x03),
        (0, 0x1d, SenseKey::NotReady, 0x04, 0x1b),
        (0, 0x20, SenseKey::DataProtect, 0x27, 0x00),
        (0, 0x21, SenseKey::AbortedCommand, 0x00, 0x00),
        (0, 0x80, SenseKey::IllegalRequest, 0x21, 0x00),
        (0, 0x81, SenseKey::MediumError, 0x00, 0x00),
        (0, 0x82, SenseKey::NotReady, 0x04, 0x00),
        (0, 0x84, SenseKey::NotReady, 0x04, 0x04),
        (1, 0x0a, SenseKey::IllegalRequest, 0x31, 0x01),
        (1, 0x80, SenseKey::IllegalRequest, 0x24, 0x00),
        (1, 0x81, SenseKey::IllegalRequest, 0x24, 0x00),
        (1, 0x82, SenseKey::DataProtect, 0x27, 0x00),
        (2, 0x80, SenseKey::MediumError, 0x03, 0x00),
        (2, 0x81, SenseKey::MediumError, 0x11, 0x00),
        (2, 0x82, SenseKey::MediumError, 0x10, 0x01),
        (2, 0x83, SenseKey::MediumError, 0x10, 0x02),
        (2, 0x84, SenseKey::MediumError, 0x10, 0x03),
        (2, 0x85, SenseKey::Miscompare, 0x1d, 0x00),
        (2, 0x86, SenseKey::IllegalRequest, 0x20, 0x09),
        (2, 0x87, SenseKey::MediumError, 0x11, 0x00),
        (7, 0x01, SenseKey::HardwareError, 0x44, 0x00),
    ];

    #[test]
    fn errors_are_those_of_the_translation_reference() {
        for &(kind, code, key, asc, ascq) in TRANSLATED {
            let ending = Status::from_field(kind << 8 | code | 1 << 14).ending();
            let Ending::Sense(sense) = ending else {
                panic!("{kind}/{code:02x}h: {ending:?}")
            };
            let found = (sense.key, sense.code.asc, sense.code.ascq);
            assert_eq!(found, (key, asc, ascq), "{kind}/{code:02x}h");
            if code == 0x02 {
                // The controller names no byte of the SCSI command.
                assert_eq!(sense.specific, None);
            }
        }
    }

    /// The reference, section 7: the SCSI status itself, which has no sense data.
    #[test]
    fn a_reservation_of_another_host_is_a_reservation_conflict() {
        let ending = Status::from_field(0x83).ending();
        assert_eq!(ending, Ending::Scsi(ScsiStatus::ReservationConflict));
    }

    #[test]
    fn the_flags_are_no_part_of_the_code() {
        let status = Status::from_field(0x6281);
        assert_eq!((status.kind(), status.code()), (2, 0x81));
        assert!(status.has_log_entry());
        assert!(Status::from_field(0x6000).is_success());
    }
}
