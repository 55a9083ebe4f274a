//! Additional sense codes with the names of the T10 list (`asc-num.txt`), as far as block devices need them.

/// An additional sense code and its qualifier.
///
/// The constants bear the T10 names; any other pair is made with [`AdditionalSense::new`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AdditionalSense {
    /// ADDITIONAL SENSE CODE.
    pub asc: u8,
    /// ADDITIONAL SENSE CODE QUALIFIER.
    pub ascq: u8,
}

/// Declares the constants, and the list that [`AdditionalSense::name`] searches, from one table.
macro_rules! additional_sense {
    ($($asc:literal $ascq:literal $name:ident $text:literal)*) => {
        impl AdditionalSense {
            $(#[doc = concat!($text, " (", stringify!($asc), "/", stringify!($ascq), ").")]
            pub const $name: Self = Self::new($asc, $ascq);)*

            /// The T10 name, for the codes that have a constant here.
            pub const fn name(self) -> Option<&'static str> {
                match (self.asc, self.ascq) {
                    $(($asc, $ascq) => Some($text),)*
                    _ => None,
                }
            }
        }
    };
}

additional_sense! {
    0x00 0x00 NO_ADDITIONAL_SENSE_INFORMATION "NO ADDITIONAL SENSE INFORMATION"
    0x04 0x00 LOGICAL_UNIT_NOT_READY_CAUSE_NOT_REPORTABLE "LOGICAL UNIT NOT READY, CAUSE NOT REPORTABLE"
    0x04 0x01 LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY "LOGICAL UNIT IS IN PROCESS OF BECOMING READY"
    0x04 0x02 LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED
        "LOGICAL UNIT NOT READY, INITIALIZING COMMAND REQUIRED"
    0x04 0x03 LOGICAL_UNIT_NOT_READY_MANUAL_INTERVENTION_REQUIRED
        "LOGICAL UNIT NOT READY, MANUAL INTERVENTION REQUIRED"
    0x04 0x07 LOGICAL_UNIT_NOT_READY_OPERATION_IN_PROGRESS "LOGICAL UNIT NOT READY, OPERATION IN PROGRESS"
    0x08 0x00 LOGICAL_UNIT_COMMUNICATION_FAILURE "LOGICAL UNIT COMMUNICATION FAILURE"
    0x0c 0x00 WRITE_ERROR "WRITE ERROR"
    0x11 0x00 UNRECOVERED_READ_ERROR "UNRECOVERED READ ERROR"
    0x1a 0x00 PARAMETER_LIST_LENGTH_ERROR "PARAMETER LIST LENGTH ERROR"
    0x1d 0x00 MISCOMPARE_DURING_VERIFY_OPERATION "MISCOMPARE DURING VERIFY OPERATION"
    0x20 0x00 INVALID_COMMAND_OPERATION_CODE "INVALID COMMAND OPERATION CODE"
    0x21 0x00 LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE "LOGICAL BLOCK ADDRESS OUT OF RANGE"
    0x24 0x00 INVALID_FIELD_IN_CDB "INVALID FIELD IN CDB"
    0x25 0x00 LOGICAL_UNIT_NOT_SUPPORTED "LOGICAL UNIT NOT SUPPORTED"
    0x26 0x00 INVALID_FIELD_IN_PARAMETER_LIST "INVALID FIELD IN PARAMETER LIST"
    0x26 0x01 PARAMETER_NOT_SUPPORTED "PARAMETER NOT SUPPORTED"
    0x26 0x02 PARAMETER_VALUE_INVALID "PARAMETER VALUE INVALID"
    0x27 0x00 WRITE_PROTECTED "WRITE PROTECTED"
    0x27 0x07 SPACE_ALLOCATION_FAILED_WRITE_PROTECT "SPACE ALLOCATION FAILED WRITE PROTECT"
    0x28 0x00 NOT_READY_TO_READY_CHANGE_MEDIUM_MAY_HAVE_CHANGED
        "NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED"
    0x29 0x00 POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED "POWER ON, RESET, OR BUS DEVICE RESET OCCURRED"
    0x29 0x01 POWER_ON_OCCURRED "POWER ON OCCURRED"
    0x29 0x02 SCSI_BUS_RESET_OCCURRED "SCSI BUS RESET OCCURRED"
    0x29 0x03 BUS_DEVICE_RESET_FUNCTION_OCCURRED "BUS DEVICE RESET FUNCTION OCCURRED"
    0x2a 0x01 MODE_PARAMETERS_CHANGED "MODE PARAMETERS CHANGED"
    0x2a 0x09 CAPACITY_DATA_HAS_CHANGED "CAPACITY DATA HAS CHANGED"
    0x31 0x00 MEDIUM_FORMAT_CORRUPTED "MEDIUM FORMAT CORRUPTED"
    0x38 0x07 THIN_PROVISIONING_SOFT_THRESHOLD_REACHED "THIN PROVISIONING SOFT THRESHOLD REACHED"
    0x39 0x00 SAVING_PARAMETERS_NOT_SUPPORTED "SAVING PARAMETERS NOT SUPPORTED"
    0x3a 0x00 MEDIUM_NOT_PRESENT "MEDIUM NOT PRESENT"
    0x3f 0x0e REPORTED_LUNS_DATA_HAS_CHANGED "REPORTED LUNS DATA HAS CHANGED"
    0x44 0x00 INTERNAL_TARGET_FAILURE "INTERNAL TARGET FAILURE"
    0x4b 0x00 DATA_PHASE_ERROR "DATA PHASE ERROR"
    0x4e 0x00 OVERLAPPED_COMMANDS_ATTEMPTED "OVERLAPPED COMMANDS ATTEMPTED"
    0x55 0x03 INSUFFICIENT_RESOURCES "INSUFFICIENT RESOURCES"
}

impl AdditionalSense {
    /// The pair `asc`/`ascq`.
    pub const fn new(asc: u8, ascq: u8) -> Self {
        Self { asc, ascq }
    }
}

#[cfg(test)]
mod tests {
    use super::AdditionalSense;

    #[test]
    fn codes_have_their_t10_names() {
        assert_eq!(
            AdditionalSense::new(0x24, 0).name(),
            Some("INVALID FIELD IN CDB")
        );
        assert_eq!(
            AdditionalSense::SCSI_BUS_RESET_OCCURRED,
            AdditionalSense::new(0x29, 0x02)
        );
        assert_eq!(AdditionalSense::new(0x80, 0x01).name(), None);
    }
}
