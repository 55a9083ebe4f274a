//! The sense data that a command should end with.

use miniport::ffi;
use miniport::scsi::{AdditionalSense, Sense, SenseKey, SenseSpecific};

use crate::Completion;

/// The command ended with CHECK CONDITION and this sense, and transferred nothing.
#[track_caller]
pub fn assert_sense(completion: &Completion, key: SenseKey, code: AdditionalSense) -> Sense {
    let sense =
        Sense::parse(&completion.sense).unwrap_or_else(|| panic!("no sense data: {completion}"));
    assert_eq!((sense.key, sense.code), (key, code), "{sense}");
    assert_eq!(
        (completion.scsi_status, completion.transferred),
        (ffi::SCSISTAT_CHECK_CONDITION, 0),
        "{completion}"
    );
    sense
}

/// ILLEGAL REQUEST with INVALID FIELD IN CDB at a byte.
#[track_caller]
pub fn assert_invalid_field(completion: &Completion, byte: u16) {
    let code = AdditionalSense::INVALID_FIELD_IN_CDB;
    let sense = assert_sense(completion, SenseKey::IllegalRequest, code);
    match sense.specific {
        Some(SenseSpecific::Field(field)) => {
            assert_eq!((field.byte, field.in_cdb), (byte, true), "{sense}");
        }
        other => panic!("no field pointer: {other:?}"),
    }
}

/// LOGICAL BLOCK ADDRESS OUT OF RANGE.
#[track_caller]
pub fn assert_out_of_range(completion: &Completion) {
    let code = AdditionalSense::LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE;
    assert_sense(completion, SenseKey::IllegalRequest, code);
}
